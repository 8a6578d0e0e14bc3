package dev.balancesync.feed;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/** The entries of a large frame, each read from its text when it is asked for. */
final class Entries implements Iterable<Object> {
    /** Stands for an entry of which a number is beyond all measure: no object, so it goes to quarantine as one. */
    private static final String UNREADABLE = "an entry that cannot be read";
    /** In characters; an ordinary entry has one or two thousand. A longer one would take ten times its length as a map. */
    static final int LONGEST = 64 * 1024;
    /** Stands for one that is longer. */
    private static final String TOO_LONG = "an entry of more than " + LONGEST + " characters";

    private final String text;
    private final long start;
    private final ObjectMapper json;
    private final ObjectReader value;

    /**
     * @param text of the whole frame, known to be JSON
     * @param start where the list begins in it
     */
    Entries(String text, long start, ObjectMapper json, ObjectReader value) {
        this.text = text;
        this.start = start;
        this.json = json;
        this.value = value;
    }

    @Override
    public Iterator<Object> iterator() {
        try {
            var reader = new StringReader(text);
            reader.skip(start);
            JsonParser parser = json.createParser(reader);
            parser.nextToken();
            return new Reading(parser, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Reading implements Iterator<Object> {
        private final JsonParser parser;
        private final ObjectReader value;
        private final JsonStreamContext list;
        private JsonToken next;

        Reading(JsonParser parser, ObjectReader value) throws IOException {
            this.parser = parser;
            this.value = value;
            this.list = parser.getParsingContext();
            this.next = parser.nextToken();
        }

        @Override
        public boolean hasNext() {
            return next != JsonToken.END_ARRAY;
        }

        @Override
        public Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                Object entry = read();
                next = parser.nextToken();
                return entry;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Object read() throws IOException {
            try {
                return next == JsonToken.VALUE_NULL ? null : value.readValue(new Bounded(parser));
            } catch (JsonProcessingException | NumberFormatException e) {
                // Jackson throws the latter for an exponent that no number can have
                while (parser.getParsingContext() != list) {
                    parser.nextToken();
                }
                return e instanceof TooLongException ? TOO_LONG : UNREADABLE;
            }
        }
    }

    private static final class TooLongException extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super(TOO_LONG);
        }
    }

    /** Reads no further than an entry may be long; only its last text may be longer. */
    private static final class Bounded extends JsonParserDelegate {
        private final long end;

        Bounded(JsonParser entry) {
            super(entry);
            end = entry.currentTokenLocation().getCharOffset() + LONGEST;
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken next = super.nextToken();
            if (delegate.currentTokenLocation().getCharOffset() > end) {
                throw new TooLongException();
            }
            return next;
        }
    }
}
