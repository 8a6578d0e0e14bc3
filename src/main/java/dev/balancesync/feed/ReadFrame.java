package dev.balancesync.feed;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

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
 * Makes the fields of a frame out of its text. Of a large one the entries are read one at a time, when they are asked for: as maps all of them
 * would take ten times the memory of the text.
 */
public final class ReadFrame implements Processor {
    /** In characters; an ordinary frame has one or two thousand. */
    static final int LARGE = 64 * 1024;

    private final ObjectMapper json;
    private final ObjectReader value;

    public ReadFrame(ObjectMapper json) {
        this.json = json;
        this.value = json.readerFor(Object.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        exchange.getMessage().setBody(read(exchange.getMessage().getBody(String.class)));
    }

    /**
     * @return by name; {@code data} is a list, or {@link Entries} if the frame is large
     * @throws IOException when it is no JSON object from beginning to end
     */
    Map<String, Object> read(String text) throws IOException {
        return text.length() < LARGE ? json.readerForMapOf(Object.class).<HashMap<String, Object>>readValue(text) : readLarge(text);
    }

    private Map<String, Object> readLarge(String text) throws IOException {
        var frame = new HashMap<String, Object>();
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadEntryException("frame", "the frame is not a JSON object with a trnm");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(Wire.DATA)) {
                    frame.put(name, new Entries(text, parser.currentTokenLocation().getCharOffset(), json, value));
                    parser.skipChildren();
                } else {
                    frame.put(name, value.readValue(parser));
                }
            }
            if (parser.nextToken() != null) {
                throw new BadEntryException("frame", "the frame does not end where it should");
            }
        }
        return frame;
    }
}
