package dev.balancesync.token;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.time.Ticker;

/** The access token of a key, and the words that ask for it. Keeps key and secret out of the routes. */
public final class TokenCache {
    /** However soon a token is said to expire, it is used for so long; if it is dead, its refusal drops it. */
    private static final Duration AT_LEAST = Duration.ofMinutes(1);
    /** Longer than any one request takes. */
    public static final Duration TURN = Duration.ofSeconds(30);

    private final String appKey;
    private final String appSecret;
    private final Duration renewBefore;
    private final ObjectMapper json;
    private final Clock clock;
    private final Ticker ticker;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final Semaphore turn = new Semaphore(1);
    private final AtomicReference<Kept> kept = new AtomicReference<>();

    /** @param renewAt the moment of the ticker from which on a fresh one is asked for */
    private record Kept(AccessToken token, long renewAt) {
    }

    /**
     * @param clock what time it is, where the broker does not tell
     * @param ticker how long a token is still good
     */
    public TokenCache(String appKey, String appSecret, Duration renewBefore, ObjectMapper json, Clock clock, Ticker ticker) {
        this.appKey = appKey;
        this.appSecret = appSecret;
        this.renewBefore = renewBefore;
        this.json = json;
        this.clock = clock;
        this.ticker = ticker;
        Quoted.hide(appKey);
        Quoted.hide(appSecret);
    }

    /** Whether there is a token that is not about to expire. */
    public boolean isGood() {
        Kept current = kept.get();
        return current != null && !ticker.isReached(current.renewAt());
    }

    public AccessToken token() {
        Kept current = kept.get();
        if (current == null) {
            throw new IllegalStateException("there is no access token; token-obtain must run first");
        }
        return current.token();
    }

    /** The body of {@code au10001}. The secret's field is {@code secretkey}, not {@code appsecret}. */
    public String request() throws JsonProcessingException {
        requests.incrementAndGet();
        asking.set(true);
        return json.writeValueAsString(Map.of(Wire.GRANT_TYPE, Wire.CLIENT_CREDENTIALS, Wire.APP_KEY, appKey, Wire.SECRET_KEY, appSecret));
    }

    /**
     * Keeps the token of an answer of {@code au10001}. Its end is a time of day, and becomes a duration at once: by the broker's own clock where
     * the answer tells it, so that a wrong clock here neither keeps a dead token nor finds every fresh one expired.
     *
     * @param date the answer's HTTP header; {@code null} when it has none
     */
    public void keep(Map<String, Object> answer, String date) {
        AccessToken fresh = AccessToken.of(answer);
        Duration left = fresh.leftAt(theirTime(date).orElseGet(clock::instant)).minus(renewBefore);
        // Kiwoom gives the same token again until it expires, so asking more often would bring nothing but refusals
        Kept before = kept.getAndSet(new Kept(fresh, ticker.in(left.compareTo(AT_LEAST) < 0 ? AT_LEAST : left)));
        if (before != null) {
            Quoted.forget(before.token().value());
        }
        Quoted.hide(fresh.value());
        granted.incrementAndGet();
        asking.set(false);
    }

    private static Optional<Instant> theirTime(String date) {
        try {
            return Optional.ofNullable(date).map(text -> ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Waits until nobody else asks: parallel calls with one key are answered with 429. Who waited finds the token of the one before.
     *
     * @throws BrokerException when it takes too long
     */
    public void awaitTurn() throws InterruptedException {
        if (!turn.tryAcquire(TURN.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new BrokerException(BrokerError.unavailable(null, new Bilingual("다른 접근토큰 요청이 " + TURN.toSeconds() + "초 넘게 끝나지 않습니다",
                    "Another request for an access token has not ended for " + TURN.toSeconds() + " s"), null));
        }
    }

    /** Whoever had its turn is done; a request that gave no token by now has failed. */
    public void endTurn() {
        if (asking.getAndSet(false)) {
            failed.incrementAndGet();
        }
        turn.release();
    }

    /** How many tokens were asked for since the start. */
    public long requests() {
        return requests.get();
    }

    /** How many of them gave none: refused, unreadable or unanswered. */
    public long failed() {
        return failed.get();
    }

    /** How many of them were given. */
    public long granted() {
        return granted.get();
    }

    /**
     * The broker refused this token: the next one who needs one gets a fresh one. One that has been given since, though its text be the same,
     * nobody has refused. Who has seen to it that there is one, and is about to ask with it, still finds it, and hears the same from the broker.
     */
    public void drop(AccessToken refused) {
        Kept current = kept.get();
        if (current != null && current.token() == refused) {
            kept.compareAndSet(current, new Kept(refused, ticker.nanos()));
        }
    }
}
