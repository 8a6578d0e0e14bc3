package dev.balancesync.notify;

import dev.balancesync.kiwoom.Bilingual;
import org.apache.camel.ExchangeException;

/** Stands in for {@link Notifications} in {@code notify.camel.yaml}, with one message that is due because somebody asks for it. */
final class TestNotice {
    private String url = "";
    private String body = "";
    private Bilingual failure = Bilingual.both("");

    void write(String to, String message) {
        this.url = to;
        this.body = message;
    }

    public boolean isDue() {
        return failure != null;
    }

    public String address() {
        return url;
    }

    public String body() {
        return body;
    }

    public void sent() {
        failure = null;
    }

    public void failed(@ExchangeException Throwable cause) {
        failure = Notifications.reason(cause);
    }

    public void unanswered() {
        failure = new Bilingual("제때 응답하지 않았습니다. 받았을 수도 있습니다", "it did not answer in time, and may have taken it");
    }

    /** Why the receiver did not take it; {@code null} when it did. */
    Bilingual failure() {
        return failure;
    }
}
