package dev.balancesync.notify;

import static java.util.Map.entry;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import javax.net.ssl.SSLException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.accounts.Accounts;
import dev.balancesync.accounts.ServedAccount;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.session.SessionState;
import dev.balancesync.status.Condition;
import dev.balancesync.status.Kind;
import dev.balancesync.status.Standing;
import dev.balancesync.time.Ticker;
import org.apache.camel.ExchangeException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code notify.camel.yaml} asks: whether a message is due, its words, and where it goes. The address is a secret, since whoever has
 * it can write to the chat: it is in no route, no log line and no answer.
 */
public final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.notify");
    /** What several accounts say alike. */
    private record Said(Kind kind, Bilingual detail) {
        static Said of(Condition condition) {
            return new Said(condition.kind(), condition.detail());
        }
    }

    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);

    private final String url;
    private final Map<Kind, Duration> after;
    private final Duration repeat;
    private final Language language;
    private final Accounts accounts;
    private final ObjectMapper json;
    private final Clock clock;
    private final Ticker ticker;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<ServedAccount, Due> dues = new LinkedHashMap<>();
    private Notice notice;
    private ServedAccount noticeOf;
    /** What was last of several at once; of one alone it has a name. */
    private final Set<Kind> common = EnumSet.noneOf(Kind.class);
    private int failures;
    private long notBefore;

    /** @param url blank: nobody is told */
    public Notifications(String url, Duration repeat, Duration circuitAfter, Duration databaseAfter, Duration gapAfter, Language language,
            Accounts accounts, ObjectMapper json, Clock clock, Ticker ticker) {
        this.url = url;
        this.after = Map.ofEntries(entry(Kind.CIRCUIT_OPEN, circuitAfter), entry(Kind.DATABASE_AWAY, databaseAfter),
                entry(Kind.STORE_STALLED, databaseAfter), entry(Kind.LEASE_FAILING, databaseAfter), entry(Kind.KAFKA_FAILING, databaseAfter), entry(Kind.NOT_REPLICATED, databaseAfter), entry(Kind.STANDS_ASIDE, circuitAfter),
                entry(Kind.NOT_KEPT, gapAfter), entry(Kind.GAP, gapAfter), entry(Kind.SNAPSHOT_FAILING, gapAfter), entry(Kind.CASH_FAILING, gapAfter),
                entry(Kind.QUARANTINED, gapAfter), entry(Kind.LINE_SILENT, gapAfter));
        this.repeat = repeat;
        this.language = language;
        this.accounts = accounts;
        this.json = json;
        this.clock = clock;
        this.ticker = ticker;
        this.notBefore = ticker.nanos();
    }

    /** Looks how each account stands. While the receiver does not take messages, it is asked later and later. */
    public synchronized boolean isDue() {
        List<ServedAccount> now = accounts.staying();
        dues.keySet().retainAll(new HashSet<>(now));
        notice = null;
        if (url.isBlank() || !now.isEmpty() && state(now.get(0)) == SessionState.STOPPED) {
            return false;
        }
        // what they share is told once, of the first; what the tables or a round have against one alone is of that one
        Map<Said, Integer> shared = new HashMap<>();
        for (ServedAccount account : now) {
            Due due = dues.computeIfAbsent(account, each -> new Due(repeat, after, ticker));
            due.look(account.get(Standing.class).all().stream()
                    .filter(each -> !each.kind().isShared() || shared.merge(Said.of(each), 1, Integer::sum) == 1).toList());
            if (notice == null && ticker.isReached(notBefore)) {
                notice = due.next().orElse(null);
                noticeOf = account;
            }
        }
        shared.keySet().forEach(each -> common.add(each.kind()));
        shared.forEach((said, accountsWithIt) -> {
            if (accountsWithIt == 1) {
                common.remove(said.kind());
            }
        });
        return notice != null;
    }

    /** The JSON of the message that is due. */
    public synchronized String body() throws JsonProcessingException {
        String account = noticeOf.owner().account().toString();
        var message = new Message(url, noticeOf.settings().demo(), language);
        return json.writeValueAsString(message.of(notice, Standing.headline(noticeOf.get(Standing.class).all()), state(noticeOf),
                accounts.areMany() && !common.contains(notice.cause()) ? noticeOf.alias() + " " + account : account, clock.instant()));
    }

    private static SessionState state(ServedAccount account) {
        return account.get(Standing.class).session().state();
    }

    public String address() {
        return url;
    }

    /** The receiver took it. */
    public synchronized void sent() {
        LOG.info("Told of {}{}", notice.cause(), notice.recovered() ? " that it is over" : "");
        if (failures > 0) {
            LOG.info("NOTIFY_URL takes messages again");
        }
        failures = 0;
        sent.increment();
        dues.getOrDefault(noticeOf, new Due(repeat, after, ticker)).sent(notice);
    }

    /** The receiver did not take it; this message, or what has become of it, is tried again. */
    public synchronized void failed(@ExchangeException Throwable cause) {
        if (failures == 0) {
            LOG.warn("NOTIFY_URL did not take the message about {}: {}. It is tried again later and later; the service itself goes on",
                    notice.cause(), reason(cause).english());
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures++, 10));
        notBefore = ticker.in(wait.compareTo(repeat) > 0 ? repeat : wait);
        failed.increment();
    }

    /** It may have been taken: sent again, it could arrive twice. */
    public synchronized void unanswered() {
        LOG.warn("NOTIFY_URL did not answer in time; the message about {} may have been taken and is not sent again", notice.cause());
        failed.increment();
        dues.getOrDefault(noticeOf, new Due(repeat, after, ticker)).sent(notice);
    }

    /** Messages of HTTP clients hold the address, so none of them is repeated. */
    static Bilingual reason(Throwable cause) {
        if (cause instanceof HttpOperationFailedException answer) {
            String status = "HTTP " + answer.getStatusCode();
            if (answer.getStatusCode() == 429) {
                return new Bilingual(status + ", 메시지가 너무 많습니다", status + ", too many messages");
            }
            return answer.getStatusCode() / 100 == 4 ? new Bilingual(status + ", 주소를 확인하세요", status + ", check the address") : Bilingual.both(status);
        }
        return cause instanceof SSLException ? new Bilingual("인증서를 믿을 수 없거나 TLS 연결에 실패했습니다", "its certificate is not trusted, or TLS failed")
                : cause instanceof UnknownHostException ? new Bilingual("호스트 이름을 찾을 수 없습니다", "its host is not known")
                : cause instanceof SocketTimeoutException ? new Bilingual("제때 연결되지 않습니다", "it cannot be reached in time")
                : cause instanceof ConnectException ? new Bilingual("연결이 거절되었습니다", "the connection is refused")
                : Bilingual.both(cause.getClass().getSimpleName());
    }

    /** Messages taken since the start. */
    public long messagesSent() {
        return sent.sum();
    }

    /** Messages not taken, or not answered, since the start. */
    public long messagesFailed() {
        return failed.sum();
    }
}
