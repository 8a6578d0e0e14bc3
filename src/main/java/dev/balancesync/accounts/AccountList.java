package dev.balancesync.accounts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.kiwoom.Quoted;
import dev.balancesync.time.Ticker;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list that says which accounts are served, {@code accounts.yaml} or the rows of a query, looked at again and again. Who is added connects,
 * who is removed stops and leaves the rows, who is changed does both; the others notice nothing.
 */
public final class AccountList {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.accounts");
    /** What a variable or a secret's file says may change without the list. */
    private static final Duration READ_ANEW = Duration.ofMinutes(1);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
    /** So many of those that leave are waited for at a time; a thousand may be taken off the list in one edit. */
    private static final int MOST_CLOSING = 8;
    private static final Problem NOBODY = new Problem("", 0, new Bilingual("ACCOUNTS_SQL에 행이 하나도 없습니다. 1분 뒤에도 없으면 모든 계좌를 그만 지켜봅니다",
            "ACCOUNTS_SQL has found no row. If it finds none in a minute either, no account is served any more"));
    private static final Problem NOT_TOLD = new Problem("", 0, new Bilingual("데이터베이스에 계좌 목록(ACCOUNTS_SQL)을 물을 수 없습니다. 지켜보던 계좌는 그대로이고, 이유는 로그에 있습니다",
            "The database cannot be asked for the list of accounts (ACCOUNTS_SQL). Those that are served stay so; the log says why"));

    /** Makes an account and all that is its own, and takes it apart. */
    public interface Desk {
        void open(AccountSettings of, Duration after);

        /** Returns when its socket is closed and what was pending is written, or cannot be. */
        void close(ServedAccount account) throws InterruptedException;
    }

    private final Accounts accounts;
    private final AccountsFile file;
    private final AccountsFromRows rows;
    private final Path path;
    private final boolean asks;
    private final Duration spread;
    private final Language language;
    private final Ticker ticker;
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private final Executor closing = closing();
    private Desk desk;
    private FileStamp stamp;
    private long readAgainAt;
    private volatile List<Problem> problems = List.of();
    private volatile boolean understood;
    private String failure;
    /** The rows said last that there is nobody. */
    private boolean nobodyTold;
    private long nobodyAgainAt;

    /**
     * @param path of {@code accounts.yaml}; {@code null} for none
     * @param asks whether rows say which they are
     * @param spread between the first attempts of two accounts
     */
    public AccountList(Accounts accounts, AccountsFile file, AccountsFromRows rows, Path path, boolean asks, Duration spread, Language language, Ticker ticker) {
        this.accounts = accounts;
        this.file = file;
        this.rows = rows;
        this.path = path;
        this.asks = asks;
        this.spread = spread;
        this.language = language;
        this.ticker = ticker;
        this.readAgainAt = ticker.nanos();
    }

    /** From now on accounts can be served; the routes run. */
    public synchronized void use(Desk made) {
        desk = made;
    }

    /** Looks whether the file was edited. */
    public synchronized void look() {
        if (path == null || desk == null) {
            return;
        }
        FileStamp now = FileStamp.of(path);
        if (!now.equals(stamp) || ticker.isReached(readAgainAt)) {
            Read read = file.read(path);
            // half-written: it is looked at again
            stamp = FileStamp.of(path).equals(now) ? now : null;
            readAgainAt = ticker.in(READ_ANEW);
            take(read);
        }
    }

    /** Whether the rows are to be asked for; no more than once a minute. */
    public synchronized boolean isAskDue() {
        return asks && desk != null && ticker.isReached(readAgainAt);
    }

    /** They were told; none at all twice, since a table that is filled anew is empty for a moment. */
    public synchronized void takeRows(@Body List<Map<String, Object>> told) {
        readAgainAt = ticker.in(READ_ANEW);
        failure = null;
        if (!told.isEmpty() || accounts.all().isEmpty() || nobodyTold && ticker.isReached(nobodyAgainAt)) {
            nobodyTold = false;
            take(rows.read(told));
        } else {
            nobodyAgainAt = nobodyTold ? nobodyAgainAt : readAgainAt;
            nobodyTold = true;
            tell(List.of(NOBODY));
        }
    }

    /** They could not be asked for; who is served stays so. */
    public synchronized void notTold(@ExchangeException Throwable cause) {
        readAgainAt = ticker.in(accounts.all().isEmpty() ? spread.plusSeconds(1) : ASK_AGAIN);
        String reason = Quoted.line(String.valueOf(cause.getMessage()));
        // how many milliseconds it took this time is no news
        String kind = reason.replaceAll("\\d+", "");
        if (!kind.equals(failure)) {
            LOG.warn("The accounts of ACCOUNTS_SQL cannot be asked for, those that are served stay so: {}", reason);
        }
        failure = kind;
        if (!problems.contains(NOT_TOLD)) {
            problems = Stream.concat(Stream.of(NOT_TOLD), problems.stream()).toList();
        }
    }

    /** Whether it has ever been understood since the start; until then nobody knows whose name is unknown. */
    public boolean isRead() {
        return understood || path == null && !asks;
    }

    /** What is wrong with the list; empty when nothing is. */
    public List<Problem> problems() {
        return problems;
    }

    private void take(Read read) {
        var wrong = new ArrayList<>(read.problems());
        if (read.understood()) {
            wrong.addAll(serve(read));
            understood = true;
        }
        tell(wrong);
    }

    /** @return what keeps accounts from being served */
    private List<Problem> serve(Read read) {
        Map<String, AccountSettings> wanted = new LinkedHashMap<>();
        read.accounts().forEach(each -> wanted.put(each.alias(), each));
        Set<String> claimed = claims(read.accounts().stream());
        Set<String> spoilt = claims(read.leftOut().stream());
        for (ServedAccount served : accounts.all()) {
            AccountSettings now = wanted.get(served.alias());
            Set<String> own = served.settings().claims();
            // an entry that was spoilt is not one that was taken out
            boolean stays = now == null ? !Collections.disjoint(own, spoilt) && Collections.disjoint(own, claimed) : now.equals(served.settings());
            if (!stays) {
                leave(served);
            }
        }
        // who leaves under another name has the key until its socket is closed
        Set<String> taken = claims(accounts.all().stream().map(ServedAccount::settings));
        int number = 0;
        var wrong = new ArrayList<Problem>();
        for (AccountSettings each : wanted.values()) {
            if (Collections.disjoint(each.claims(), taken)) {
                open(each, spread.multipliedBy(number++)).ifPresent(wrong::add);
            }
        }
        return wrong;
    }

    private static Set<String> claims(Stream<AccountSettings> all) {
        return all.flatMap(each -> each.claims().stream()).collect(Collectors.toSet());
    }

    /** One that cannot be made, as for a folder that cannot be looked at, costs no other; it is tried again when the list is read anew. */
    private Optional<Problem> open(AccountSettings each, Duration after) {
        try {
            desk.open(each, after);
            return Optional.empty();
        } catch (RuntimeException e) {
            String why = Quoted.line(String.valueOf(e.getMessage()));
            return Optional.of(new Problem(each.alias(), 0, new Bilingual("이 계좌를 지켜볼 수 없습니다: " + why + ". 그 폴더나 DATA_DIR 아래의 이 계좌 폴더를 살펴보세요. 1분마다 다시 시도합니다",
                    "cannot be served: " + why + ". Look at that folder, or at its own below DATA_DIR; it is tried again once a minute")));
        }
    }

    /** On other threads, since it waits; then the list is looked at again, in which the alias may stand for another account. */
    private void leave(ServedAccount account) {
        if (leaving.add(account.alias())) {
            account.leave();
            closing.execute(() -> {
                try {
                    desk.close(account);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    leaving.remove(account.alias());
                    again();
                }
            });
        }
    }

    private static ThreadPoolExecutor closing() {
        var threads = new ThreadPoolExecutor(MOST_CLOSING, MOST_CLOSING, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            var thread = new Thread(work, "account-leaves");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private synchronized void again() {
        readAgainAt = ticker.nanos();
    }

    private void tell(List<Problem> now) {
        var told = new ArrayList<>(now);
        told.removeAll(problems);
        told.forEach(each -> LOG.warn("{}{}{}: {}", path == null ? "ACCOUNTS_SQL" : path.getFileName(),
                Optional.of(each.line()).filter(line -> line > 0).map(line -> (path == null ? " row " : " line ") + line).orElse(""),
                each.alias().isEmpty() ? "" : " (" + each.alias() + ")", each.words().in(language)));
        if (now.isEmpty() && !problems.isEmpty()) {
            LOG.info("The list of accounts is in order again");
        }
        problems = List.copyOf(now);
    }
}
