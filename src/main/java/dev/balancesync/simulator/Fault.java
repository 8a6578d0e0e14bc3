package dev.balancesync.simulator;

import dev.balancesync.kiwoom.RestAnswer;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Something that goes wrong, once. Queued ones wait for the next request of their kind; the others happen at once to every open
 * connection. As JSON: {@code {"fault":"drop"}}, {@code {"fault":"token-answer","status":429,"body":"…"}}.
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
            if (millis < 1) {
                throw new IllegalArgumentException("millis must be at least 1");
            }
        }
    }

    /** The next REST call with this {@code api-id} gets half of its answer, and then the connection breaks. */
    record RestCut(String apiId) implements Queued {
        public RestCut {
            require("apiId", apiId);
        }
    }

    /** The next request for a further page of kt00018 ({@code cont-yn: Y}) gets this answer. */
    record PageAnswer(int status, String body) implements Queued {
        public PageAnswer {
            requireStatus(status);
            require("body", body);
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
