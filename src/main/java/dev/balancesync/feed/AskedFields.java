package dev.balancesync.feed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.balancesync.kiwoom.BadEntryException;
import dev.balancesync.kiwoom.Wire;

/**
 * Makes of a frame's text what {@link ReadFrame} makes of it, but for texts that nobody asks for: of an entry's thirty fields a third have a column,
 * and in a burst most of the time goes into the others.
 */
final class AskedFields {
    private static final Set<String> OF_FRAME = Set.of(Wire.TRNM, Wire.DATA);
    private static final Set<String> OF_ENTRY = Set.of(Wire.TYPE, Wire.ITEM, Wire.VALUES);

    private final ObjectMapper json;
    private final ObjectReader value;
    private final Set<String> ofValues;

    /** @param ofValues the numbers of the fields of an entry that somebody asks for */
    AskedFields(ObjectMapper json, Set<String> ofValues) {
        this.json = json;
        this.value = json.readerFor(Object.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.ofValues = ofValues;
    }

    /** @throws IOException when it is no JSON object from beginning to end */
    Map<String, Object> read(String text) throws IOException {
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadEntryException("frame", "the frame is not a JSON object with a trnm");
            }
            Map<String, Object> frame = object(parser, OF_FRAME);
            if (parser.nextToken() != null) {
                throw new BadEntryException("frame", "the frame does not end where it should");
            }
            return frame;
        } catch (NumberFormatException e) {
            throw new IOException("the frame holds a number beyond all measure", e);
        }
    }

    /** Only texts are passed over: of anything else the reading says whether it is sound. Of two of one name the last counts. */
    private Map<String, Object> object(JsonParser parser, Set<String> asked) throws IOException {
        var fields = new HashMap<String, Object>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            boolean isAsked = asked.contains(name);
            if (token != JsonToken.VALUE_STRING) {
                Object read = read(parser, token, name);
                if (isAsked) {
                    fields.put(name, read);
                }
            } else if (isAsked) {
                fields.put(name, parser.getText());
            }
        }
        return fields;
    }

    private Object read(JsonParser parser, JsonToken token, String name) throws IOException {
        if (token == JsonToken.START_ARRAY && name.equals(Wire.DATA)) {
            return entries(parser);
        }
        return token == JsonToken.START_OBJECT && name.equals(Wire.VALUES) ? object(parser, ofValues) : value.readValue(parser);
    }

    private List<Object> entries(JsonParser parser) throws IOException {
        var entries = new ArrayList<Object>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            entries.add(token == JsonToken.START_OBJECT ? object(parser, OF_ENTRY) : value.readValue(parser));
        }
        return entries;
    }
}
