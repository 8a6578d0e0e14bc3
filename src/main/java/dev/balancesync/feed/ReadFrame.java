package dev.balancesync.feed;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Wire;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the fields of a frame out of its text. Of a large one the entries are read one at a time, when they are asked for, and beside them only
 * what the routes ask for: as maps all of it would take ten times the memory of the text.
 */
public final class ReadFrame implements Processor {
    /** In characters; an ordinary frame has one or two thousand. */
    static final int LARGE = 64 * 1024;
    /** What the routes ask a frame for beside its data. */
    private static final Set<String> ASKED = Set.of(Wire.TRNM, Wire.RETURN_CODE, Wire.RETURN_MSG, Wire.SYSTEM_CODE, Wire.SYSTEM_MESSAGE, Wire.DATA);

    private final ObjectMapper json;
    private final ObjectReader frame;
    private final ObjectReader value;

    public ReadFrame(ObjectMapper json) {
        this.json = json;
        this.frame = json.readerForMapOf(Object.class);
        this.value = json.readerFor(Object.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        exchange.getMessage().setBody(read(exchange.getMessage().getBody(String.class)));
    }

    /**
     * @return by name; {@code data} is a list. If the frame is large it is {@link Entries}, and fields that nobody asks for are missing
     * @throws IOException when it is no JSON object from beginning to end
     */
    Map<String, Object> read(String text) throws IOException {
        return text.length() < LARGE ? frame.<HashMap<String, Object>>readValue(text) : readLarge(text);
    }

    private Map<String, Object> readLarge(String text) throws IOException {
        var frame = new HashMap<String, Object>();
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadEntryException("frame", "the frame is not a JSON object with a trnm");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                frame.remove(name); // of two of one name the last counts
                if (token == JsonToken.START_ARRAY && name.equals(Wire.DATA)) {
                    frame.put(name, new Entries(text, parser.currentTokenLocation().getCharOffset(), json, value));
                    parser.skipChildren();
                } else if (token != null && token.isScalarValue() && ASKED.contains(name)) {
                    frame.put(name, value.readValue(parser));
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new BadEntryException("frame", "the frame does not end where it should");
            }
        }
        return frame;
    }
}
