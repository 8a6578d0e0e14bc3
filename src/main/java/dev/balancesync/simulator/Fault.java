package dev.balancesync.simulator;

import java.util.regex.Matcher;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Something that goes wrong. Queued ones happen once, to the next request of their kind; immediate ones happen at once; lasting ones hold
 * for a while, or until the faults are cleared. As JSON: {@code {"fault":"drop"}},
 * {@code {"fault":"token-answer","status":429,"body":"…"}}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fault")
@JsonSubTypes({
        @JsonSubTypes.Type(value = Fault.TokenAnswer.class, name = "token-answer"),
        @JsonSubTypes.Type(value = Fault.TokenHang.class, name = "token-hang"),
        @JsonSubTypes.Type(value = Fault.RestAnswer.class, name = "rest-answer"),
        @JsonSubTypes.Type(value = Fault.RestHang.class, name = "rest-hang"),
        @JsonSubTypes.Type(value = Fault.RestSlow.class, name = "rest-slow"),
        @JsonSubTypes.Type(value = Fault.RestCut.class, name = "rest-cut"),
        @JsonSubTypes.Type(value = Fault.PageAnswer.class, name = "page-answer"),
        @JsonSubTypes.Type(value = Fault.Refuse.class, name = "refuse"),
        @JsonSubTypes.Type(value = Fault.ReturnCode.class, name = "return-code"),
        @JsonSubTypes.Type(value = Fault.PageRepeat.class, name = "page-repeat"),
        @JsonSubTypes.Type(value = Fault.RowField.class, name = "row-field"),
        @JsonSubTypes.Type(value = Fault.RowRepeat.class, name = "row-repeat"),
        @JsonSubTypes.Type(value = Fault.EmptyList.class, name = "empty-list"),
        @JsonSubTypes.Type(value = Fault.RegClose.class, name = "reg-close"),
        @JsonSubTypes.Type(value = Fault.RegReset.class, name = "reg-reset"),
        @JsonSubTypes.Type(value = Fault.OldTokens.class, name = "old-tokens"),
        @JsonSubTypes.Type(value = Fault.Lag.class, name = "lag"),
        @JsonSubTypes.Type(value = Fault.Suspend.class, name = "suspend"),
        @JsonSubTypes.Type(value = Fault.RefuseHandshake.class, name = "refuse-handshake"),
        @JsonSubTypes.Type(value = Fault.HangHandshake.class, name = "hang-handshake"),
        @JsonSubTypes.Type(value = Fault.LoginAnswer.class, name = "login-answer"),
        @JsonSubTypes.Type(value = Fault.LoginSilence.class, name = "login-silence"),
        @JsonSubTypes.Type(value = Fault.LoginClose.class, name = "login-close"),
        @JsonSubTypes.Type(value = Fault.RegAnswer.class, name = "reg-answer"),
        @JsonSubTypes.Type(value = Fault.RegSilence.class, name = "reg-silence"),
        @JsonSubTypes.Type(value = Fault.Silence.class, name = "silence"),
        @JsonSubTypes.Type(value = Fault.Drop.class, name = "drop"),
        @JsonSubTypes.Type(value = Fault.Bye.class, name = "bye"),
        @JsonSubTypes.Type(value = Fault.Duplicate.class, name = "duplicate"),
        @JsonSubTypes.Type(value = Fault.RevokeToken.class, name = "revoke-token"),
        @JsonSubTypes.Type(value = Fault.MoveCash.class, name = "move-cash"),
        @JsonSubTypes.Type(value = Fault.Send.class, name = "send"),
        @JsonSubTypes.Type(value = Fault.SendBinary.class, name = "send-binary")
})
public sealed interface Fault {
    /** Waits in the queue until a request of its kind comes. */
    sealed interface Queued extends Fault {
    }

    /** Happens at once. */
    sealed interface Immediate extends Fault {
    }

    /** Holds for a while, or until the faults are cleared. */
    sealed interface Lasting extends Fault {
    }

    private static void requireStatus(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status is an HTTP status from 200 to 599, not " + status);
        }
    }

    private static void require(String field, String value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
    }

    private static void requirePositive(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " must be at least 1");
        }
    }

    /** The next token request (au10001) gets this answer. */
    record TokenAnswer(int status, String body) implements Queued {
        public TokenAnswer {
            requireStatus(status);
            require("body", body);
        }
    }

    /** The next token request is never answered. */
    record TokenHang() implements Queued {
    }

    /** The next REST call with this {@code api-id} gets this answer. */
    record RestAnswer(String apiId, int status, String body) implements Queued {
        public RestAnswer {
            require("apiId", apiId);
            requireStatus(status);
            require("body", body);
        }
    }

    /** The next REST call with this {@code api-id} is never answered. */
    record RestHang(String apiId) implements Queued {
        public RestHang {
            require("apiId", apiId);
        }
    }

    /** The next REST call with this {@code api-id} is answered with what is true now, but so much later. */
    record RestSlow(String apiId, long millis) implements Queued {
        public RestSlow {
            require("apiId", apiId);
            requirePositive("millis", millis);
        }
    }

    /** The next REST call with this {@code api-id} gets half of its answer, and then the connection breaks. */
    record RestCut(String apiId) implements Queued {
        public RestCut {
            require("apiId", apiId);
        }
    }

    /**
     * The next request for a page of kt00018 gets this answer.
     *
     * @param page its number from 1 on; 0 for any but the first
     */
    record PageAnswer(int page, int status, String body) implements Queued {
        public PageAnswer {
            if (page < 0) {
                throw new IllegalArgumentException("page is a number from 1 on, or 0");
            }
            requireStatus(status);
            require("body", body);
        }

        public PageAnswer(int status, String body) {
            this(0, status, body);
        }
    }

    /** The next further page of kt00018 repeats the rows of the page before; the headers go on as if nothing had happened. */
    record PageRepeat() implements Queued {
    }

    /**
     * In the next page of kt00018 that has this stock, one field of its row has another text, such as {@code rmnd_qty}
     * {@code 000000000003.5}. Several for one row, each for a field of its own, happen together.
     *
     * @param code of six characters, without prefix
     */
    record RowField(String code, String field, String text) implements Queued {
        public RowField {
            require("code", code);
            require("field", field);
            require("text", text);
            if (!HoldingsAnswer.FIELDS.contains(field)) {
                throw new IllegalArgumentException("a row of kt00018 has no field " + field);
            }
        }
    }

    /** The next page of kt00018 that has this stock tells its row twice. @param code of six characters, without prefix */
    record RowRepeat(String code) implements Queued {
        public RowRepeat {
            require("code", code);
        }
    }

    /** The next page of kt00018 tells no holdings, in this form; its totals are the account's. Meant for an account without stocks. */
    record EmptyList(Form form) implements Queued {
        /** What stands in place of the list. */
        public enum Form {
            /** Nothing: the field is missing. */
            @JsonProperty("absent")
            ABSENT,
            /** {@code null}. */
            @JsonProperty("null")
            NULL,
            /** A list with one row whose fields are all blank. */
            @JsonProperty("blank-row")
            BLANK_ROW
        }

        public EmptyList {
            if (form == null) {
                throw new IllegalArgumentException("form is missing");
            }
        }
    }

    /**
     * The next request of this kind is refused with this code of Kiwoom's table, in Kiwoom's words and form.
     *
     * @param apiId an api-id, also {@code au10001}; or {@code LOGIN} or {@code REG} for those frames
     * @param code such as {@code 1700}, {@code 8010}, {@code RC9000}; {@code 105110} for REG
     */
    record Refuse(String apiId, String code) implements Queued {
        public Refuse {
            require("apiId", apiId);
            require("code", code);
            if (!Refusals.knows(apiId, code)) {
                throw new IllegalArgumentException(apiId + " is not refused with code " + code);
            }
        }
    }

    /**
     * The next answer of this kind is the true one, but its {@code return_code} is this JSON text: {@code "0000"}, {@code false} …
     *
     * @param apiId as in {@link Refuse}
     */
    record ReturnCode(String apiId, String json) implements Queued {
        public ReturnCode {
            require("apiId", apiId);
            require("json", json);
        }

        String in(String answer) {
            return answer.replaceFirst("\"return_code\":-?\\d+", Matcher.quoteReplacement("\"return_code\":" + json));
        }
    }

    /** The next WebSocket handshake is answered with this HTTP status. */
    record RefuseHandshake(int status) implements Queued {
        public RefuseHandshake {
            requireStatus(status);
        }
    }

    /** The next WebSocket handshake is never answered. */
    record HangHandshake() implements Queued {
    }

    /** The next LOGIN gets this frame; then the connection is closed if {@code close}. */
    record LoginAnswer(String frame, boolean close) implements Queued {
        public LoginAnswer {
            require("frame", frame);
        }
    }

    /** The next LOGIN is never answered. */
    record LoginSilence() implements Queued {
    }

    /** The next LOGIN is answered by closing. */
    record LoginClose() implements Queued {
    }

    /** The next REG gets this frame. */
    record RegAnswer(String frame) implements Queued {
        public RegAnswer {
            require("frame", frame);
        }
    }

    /** The next REG is never answered. */
    record RegSilence() implements Queued {
    }

    /** The next REG is answered as usual, and then the connection is closed with {@code 1000 Bye} within the same millisecond. */
    record RegClose() implements Queued {
    }

    /** The next REG is answered as usual, and then the line is reset (TCP RST). */
    record RegReset() implements Queued {
    }

    /** Open connections stay open and say nothing any more, not even PING. */
    record Silence() implements Immediate {
    }

    /** Open connections are cut without a close frame. */
    record Drop() implements Immediate {
    }

    /** Open connections are closed with {@code 1000 Bye}, as Kiwoom does now and then. */
    record Bye() implements Immediate {
    }

    /** Open connections learn that another one logged in with the same App key (R10001), and are closed. */
    record Duplicate() implements Immediate {
    }

    /** The current token is refused from now on, before its time. */
    record RevokeToken() implements Immediate {
    }

    /**
     * The tokens given out until now are refused from now on with this code, over REST and at LOGIN; a fresh one is good. {@code 8010} is
     * what happens when the line's address changes.
     */
    record OldTokens(String code) implements Immediate {
        public OldTokens {
            require("code", code);
            if (!Refusals.isOfTokens(code)) {
                throw new IllegalArgumentException(code + " is no code about tokens");
            }
        }
    }

    /**
     * A query lags behind the account: it tells what was true so long ago, but nothing older than this fault. So it is to be asked for
     * before the fill that shall be missing.
     *
     * @param apiId {@code kt00018} or {@code kt00001}
     * @param lastsMillis after so long the query tells the truth again
     */
    record Lag(String apiId, long millis, long lastsMillis) implements Lasting {
        public Lag {
            require("apiId", apiId);
            if (!apiId.equals("kt00018") && !apiId.equals("kt00001")) {
                throw new IllegalArgumentException("kt00018 and kt00001 can lag, not " + apiId);
            }
            requirePositive("millis", millis);
            requirePositive("lastsMillis", lastsMillis);
        }
    }

    /** Trading in this stock is suspended: kt00018 tells it with price and value 0, and orders are not taken. */
    record Suspend(String code) implements Lasting {
        public Suspend {
            require("code", code);
        }
    }

    /**
     * Money comes from outside or goes there (입출금), and no frame tells of it. No more goes than is free.
     *
     * @param won negative for a withdrawal
     */
    record MoveCash(long won) implements Immediate {
        public MoveCash {
            if (won == 0) {
                throw new IllegalArgumentException("won must not be 0");
            }
        }
    }

    /** Open connections get this text. */
    record Send(String text) implements Immediate {
        public Send {
            require("text", text);
        }
    }

    /** Open connections get these bytes as a binary frame; Base64 in JSON. */
    record SendBinary(byte[] bytes) implements Immediate {
        public SendBinary {
            if (bytes == null) {
                throw new IllegalArgumentException("bytes is missing");
            }
        }
    }
}
