package dev.balancesync.snapshot;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BrokerError;
import dev.balancesync.kiwoom.BrokerException;
import dev.balancesync.kiwoom.Wire;
import dev.balancesync.session.ConnectionErrors;
import dev.balancesync.time.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cash of the account as kt00001 (예수금상세현황요청) tells it, in won, on its way to {@code write-cash.sql}: one answer waits at most.
 *
 * <p>{@code deposit} is today's {@code entr} (예수금). {@code total_cash} is {@code d2_entra} (D+2 추정예수금), which counts the trades
 * that are not settled yet; with {@code entr} a purchase would be counted twice, as cash and as stock, for two days.
 *
 * <p>{@code total_asset} is cash and stock of one moment: it is written with an answer that was asked for after the last fill that the table
 * has, and before any other. Until there is such an answer it stays as it was.
 *
 * @see <a href="https://openapi.kiwoom.com">Kiwoom REST API guide, kt00001</a>
 */
public final class Cash {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.cash");
    /** A frame that is later than the answer to a question that was asked after the fill. */
    private static final Duration FRAME_MAY_COME = Duration.ofSeconds(5);
    /** An answer that no number of the fills explains: money may have come from elsewhere. */
    private static final Duration NOT_ALL = Duration.ofSeconds(7);
    /** Whether Kiwoom's answers follow a fill at once is not known: it is asked once more this long after. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(10);
    /** What is asked too often is asked again for minutes, which is no failure yet; that there is no answer is told by then. */
    private static final Duration AWAITED = Duration.ofSeconds(15);
    private static final BrokerError UNANSWERED = BrokerError.unavailable(null, new Bilingual("예수금 조회(kt00001)에 " + AWAITED.toSeconds() + "초 넘게 답이 없습니다",
            "The question for the cash (kt00001) has had no answer for more than " + AWAITED.toSeconds() + " s"), null);

    /**
     * One question.
     *
     * @param rings of the bell before it
     * @param askedAt the cash is not older than this, for people
     * @param askedNanos the same by the ticker
     */
    public record Question(long rings, FillsTold fills, Instant askedAt, long askedNanos) {
    }

    /**
     * How it stands.
     *
     * @param asOf the cash in the table is not older than this; {@code null} before the first answer
     * @param error why the last question was not answered, or its answer not written; {@code null} when it was, or may be soon
     * @param total won, of the last answer that is of one moment with the holdings; {@code null} before the first
     * @param fills so many had been told then
     */
    public record State(Instant asOf, BrokerError error, BigDecimal total, long fills) {
    }

    /**
     * @param deposit {@code null} when it could not be read, as {@code orderable}; the table keeps what it has then
     * @param lacks what could not be read of it; {@code null} when all could
     */
    private record Answer(Question question, BigDecimal deposit, BigDecimal total, BigDecimal orderable, BrokerError lacks) {
    }

    private final Account account;
    private final String userId;
    private final boolean writeAvailable;
    private final CashBell bell;
    private final BooleanSupplier stockIsOpen;
    private final Duration settle;
    private final ObjectMapper json;
    private final Clock clock;
    private final Ticker ticker;

    private Question asked;
    private boolean unanswered;
    private Answer waiting;
    /** That of the last {@link #row}: another may come before the table has it. */
    private Answer writing;
    private boolean consistent;
    private Answer settled;
    /** What had been told when another machine took the account over: its cash knew of that. */
    private FillsTold past = FillsTold.NONE;
    /** The answer that does not go with the fills, and since when it is the same. */
    private Answer odd;
    private long oddSince;
    /** Then it is believed all the same. */
    private long oddUntil;
    private Instant asOf;
    private BrokerError error;
    private long writes;

    /**
     * @param userId uuid; {@code null} for none
     * @param stockIsOpen whether the rows of the table may be others than the account's: something waits to be written, or fills may have
     *     been missed
     * @param settle for so long an answer that has not moved since a fill may be from before it
     */
    public Cash(Account account, String userId, boolean writeAvailable, CashBell bell, BooleanSupplier stockIsOpen, Duration settle,
            ObjectMapper json, Clock clock, Ticker ticker) {
        this.account = account;
        this.userId = userId == null || userId.isBlank() ? null : userId;
        this.writeAvailable = writeAvailable;
        this.bell = bell;
        this.stockIsOpen = stockIsOpen;
        this.settle = settle;
        this.json = json;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Whether it is to be asked for. */
    public boolean isDue() {
        return bell.isDue();
    }

    /** The row that had it is not there any more; what was never written is asked for anyway. */
    public synchronized void totalsGone() {
        if (asOf != null) {
            bell.ringNow();
        }
    }

    /** @throws BrokerException when the answer would be another account's */
    public synchronized Question ask() {
        bell.asked();
        OwnAccount.check(account);
        asked = new Question(bell.rings(), bell.fills(), clock.instant(), ticker.nanos());
        unanswered = true;
        return asked;
    }

    /** Another machine has served the account meanwhile: no answer from before, and none to a question from before, is one any more. */
    public synchronized void forget() {
        asked = null;
        unanswered = false;
        waiting = null;
        writing = null;
        settled = null;
        past = bell.fills();
        odd = null;
    }

    /**
     * Keeps an answer until it is written.
     *
     * @throws BrokerException when the total is missing or not a number: then the answer changes nothing. Any other field costs but itself
     */
    public synchronized void answered(Question question, Map<String, Object> answer) {
        BigDecimal deposit = Totals.won(answer.get(Wire.DEPOSIT));
        BigDecimal total = Totals.won(answer.get(Wire.DEPOSIT_D2));
        BigDecimal orderable = Totals.won(answer.get(Wire.ORDERABLE));
        if (total == null) {
            throw new BrokerException(lacks(Wire.DEPOSIT_D2));
        }
        BrokerError lacks = deposit == null ? lacks(Wire.DEPOSIT) : orderable == null ? lacks(Wire.ORDERABLE) : null;
        if (question == asked) {
            unanswered = false;
            waiting = new Answer(question, deposit, total, orderable, lacks);
        }
    }

    private static BrokerError lacks(String field) {
        return BrokerError.unavailable(null, new Bilingual("키움의 예수금 응답(kt00001)에서 " + field + " 값을 읽을 수 없습니다",
                "The answer of kt00001 has no readable " + field), null);
    }

    /** Whether an answer waits to be written. */
    public synchronized boolean isWaiting() {
        return waiting != null;
    }

    /** As the one JSON parameter of {@code write-cash.sql}; asked by the store alone, which writes nothing else meanwhile. */
    public synchronized String row() throws JsonProcessingException {
        if (waiting == null) {
            throw new BrokerException(error != null ? error : BrokerError.unavailable(null, new Bilingual("예수금을 다시 물어봅니다",
                    "The cash is asked for again"), null));
        }
        writing = waiting;
        consistent = waiting.question().rings() == bell.rings() && !stockIsOpen.getAsBoolean() && !isOfAnotherMoment();
        var row = new LinkedHashMap<String, Object>();
        row.put("user_id", userId);
        row.put("account_number", account.spelling());
        row.put("deposit", waiting.deposit());
        row.put("total_cash", waiting.total());
        row.put("order_cash", waiting.orderable());
        row.put("available_cash", writeAvailable ? waiting.orderable() : null);
        row.put("consistent", consistent);
        row.put("cash_at", waiting.question().askedAt().toString());
        row.put("updated_at", clock.instant().toString());
        return json.writeValueAsString(row);
    }

    /**
     * A fill always moves the cash, by about its amount, and little else does: an answer that has not moved since a fill may be from before
     * it, one that has moved by the first of the fills has yet to hear of the others, and one that has moved without a fill may know of one that
     * the stream has yet to tell. None for ever. The first answer after a start cannot have moved: if the stream told of fills before it, it
     * waits too; of one that a snapshot alone has found, nobody knows that it was a moment ago.
     */
    private boolean isOfAnotherMoment() {
        boolean first = settled == null;
        FillsTold known = first ? past : settled.question().fills();
        FillsTold fills = waiting.question().fills().since(known);
        if (first && fills.count() == fills.untold()) {
            return false;
        }
        BigDecimal moved = first ? BigDecimal.ZERO : waiting.total().subtract(settled.total());
        if (fills.fit(moved)) {
            odd = null;
            return false;
        }
        if (odd == null || !first && (odd.total().compareTo(waiting.total()) != 0 || !odd.question().fills().equals(waiting.question().fills()))) {
            odd = waiting;
            oddSince = ticker.nanos();
        }
        boolean late = moved.signum() == 0 || bell.knowsTheFirst(known, waiting.question().fills(), moved);
        Duration patience = fills.count() == 0 ? FRAME_MAY_COME : late ? settle : NOT_ALL;
        oddUntil = oddSince + (settle.compareTo(patience) < 0 ? settle : patience).toNanos();
        return !ticker.isReached(oddUntil);
    }

    /**
     * The answer of {@link #row} is in the table.
     *
     * @return by the ticker, when it was asked for; empty when another machine has served the account meanwhile
     */
    public synchronized OptionalLong written() {
        writes++;
        if (writing == null) {
            return OptionalLong.empty();
        }
        Answer stored = writing;
        writing = null;
        asOf = stored.question().askedAt();
        if (stored == waiting) {
            if (stored.lacks() != null && error == null) {
                // once: what is unreadable for longer is asked for with the next ring
                bell.askAgainIn(SECOND_LOOK);
            }
            tell(stored.lacks());
            waiting = null;
        }
        if (consistent) {
            if (settled == null || settled.question().fills().count() != stored.question().fills().count()) {
                bell.askAgainIn(SECOND_LOOK);
            }
            settled = stored;
            odd = null;
            bell.settled(settled.question().fills());
        } else {
            bell.again();
            if (odd != null && !ticker.isReached(oddUntil)) {
                bell.noLaterThan(oddUntil);
            }
        }
        return OptionalLong.of(stored.question().askedNanos());
    }

    /** So many answers have been written. */
    public synchronized long writes() {
        return writes;
    }

    /** It could not be asked for, or not be written; the holdings are none the worse for it. */
    public synchronized void failed(Throwable cause) {
        tell(cause instanceof BrokerException refused ? refused.error() : ConnectionErrors.read(cause));
        unanswered = false;
        waiting = null;
        bell.again();
    }

    private void tell(BrokerError why) {
        if (why != null && (error == null || !why.toString().equals(error.toString()))) {
            LOG.warn("The cash was not brought up to date, the holdings are not touched by that: {}", why);
        }
        error = why;
    }

    public synchronized State state() {
        boolean late = error == null && unanswered && ticker.since(asked.askedNanos()).compareTo(AWAITED) > 0;
        return new State(asOf, late ? UNANSWERED : error, settled == null ? null : settled.total(), settled == null ? 0 : settled.question().fills().count());
    }

    /** Shares have changed hands since the cash in the table, or since the start, so that it is known to be another than the account's. */
    public synchronized boolean isBehind() {
        return (settled == null ? 0 : settled.question().fills().count()) != bell.fills().count();
    }
}
