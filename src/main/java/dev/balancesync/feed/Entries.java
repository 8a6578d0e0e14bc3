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
    /** Names, values and brackets of an entry; an ordinary one has a hundred. As a map they take ten times the memory of their text. */
    static final int MOST_TOKENS = 4_096;
    /** Stands for one that has more. */
    private static final String TOO_MUCH = "an entry of more than " + MOST_TOKENS + " names and values";
    /** Of a longer text the beginning is kept, which is too long for any column as well. */
    static final int LONGEST_TEXT = 4_096;

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
                return e instanceof TooMuchException ? TOO_MUCH : UNREADABLE;
            }
        }
    }

    private static final class TooMuchException extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        TooMuchException() {
            super(TOO_MUCH);
        }
    }

    /** Reads of an entry no more than memory has room for. */
    private static final class Bounded extends JsonParserDelegate {
        private int tokens;

        Bounded(JsonParser entry) {
            super(entry);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            if (++tokens > MOST_TOKENS) {
                throw new TooMuchException();
            }
            return super.nextToken();
        }

        @Override
        public String getText() throws IOException {
            String text = super.getText();
            return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
        }
    }
}
