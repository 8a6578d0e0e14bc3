package dev.balancesync.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerError.Kind;
import dev.balancesync.time.Ticker;

/** What was heard of the broker, and when; for people by the clock, for all else by the ticker. Guarded by the lock of the {@link Session}. */
final class Heard {
    private static final Duration WARNING_EXPLAINS = Duration.ofSeconds(10);

    private final Clock clock;
    private final Ticker ticker;
    private Instant lastPingAt;
    private Instant lastFrameAt;
    private Long lastFrame;
    private BrokerError warning;
    private long warned;
    /** Since when the broker has answered nothing at all; {@code null} while it does, or was asked nothing. */
    private Long unanswered;

    Heard(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    void frame() {
        lastFrameAt = clock.instant();
        lastFrame = ticker.nanos();
    }

    void ping() {
        lastPingAt = clock.instant();
    }

    /** A SYSTEM frame. */
    void warning(BrokerError told) {
        warning = told;
        warned = ticker.nanos();
    }

    /** It is why the connection closes only if the close follows it. */
    Optional<BrokerError> recentWarning() {
        return Optional.ofNullable(warning).filter(each -> ticker.since(warned).compareTo(WARNING_EXPLAINS) < 0);
    }

    /** What was told on another connection explains nothing on this one. */
    void forgetWarning() {
        warning = null;
    }

    /** An error without a code, or with one of ours, is none of the broker's; what it refuses is an answer. */
    void failure(BrokerError error) {
        if (error.kind() != Kind.UNAVAILABLE || error.code() != null && !ConnectionErrors.isOurs(error.code())) {
            unanswered = null;
        } else if (unanswered == null) {
            unanswered = ticker.nanos();
        }
    }

    /** The broker answers, or is asked nothing. */
    void nothingUnanswered() {
        unanswered = null;
    }

    /** For how long the broker has answered nothing; {@code null} when it has answered, or was not asked. */
    Duration unanswered() {
        return unanswered == null ? null : ticker.since(unanswered);
    }

    /** How long no frame has come, not even PING; {@code null} before the first connection. */
    Duration silence() {
        return lastFrame == null ? null : ticker.since(lastFrame);
    }

    Instant lastPingAt() {
        return lastPingAt;
    }

    Instant lastFrameAt() {
        return lastFrameAt;
    }
}
