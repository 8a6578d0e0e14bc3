package dev.balancesync.supabase;

import static dev.balancesync.supabase.SupabaseProject.DASHBOARD;
import static dev.balancesync.supabase.SupabaseProject.OWNER;
import static dev.balancesync.supabase.SupabaseProject.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.balancesync.SampleFrames;
import dev.balancesync.supabase.Realtime.Event;
import dev.balancesync.supabase.Realtime.Subscriber;
import dev.balancesync.supabase.SupabaseProject.Grants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the page of docs/front-end.md as it is printed, in Node, with a stand-in for supabase-js: it reads with the rights of the user who has
 * logged in, and hears what {@link Realtime} says that he hears. Supabase's own client and servers are not met.
 */
class SubscriberIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ACCOUNT = "8112510011";

    @TempDir
    private Path folder;
    private SupabaseProject project;
    private HttpServer server;
    private Process node;
    private final AtomicBoolean isSoldMeanwhile = new AtomicBoolean();
    private final AtomicBoolean isRenewed = new AtomicBoolean();
    private final AtomicInteger questions = new AtomicInteger();
    private final Object changes = new Object();

    @BeforeEach
    void setUp() throws Exception {
        assumeTrue(hasNode() || "true".equals(System.getenv("CI")), "there is no Node on this machine: the page of docs/front-end.md was not run");
        project = new SupabaseProject(Grants.NONE);
        project.run(DASHBOARD, Files.readString(Path.of("routes/sql/standard/create-tables.sql")));
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/rows", this::rows);
        server.createContext("/events", this::events);
        server.start();
    }

    @AfterEach
    void tearDown() throws Exception {
        if (node != null) {
            node.destroyForcibly().waitFor();
        }
        if (server != null) {
            server.stop(0);
        }
        if (project != null) {
            project.close();
        }
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code /rows?TABLE} as PostgREST answers the owner. */
    private void rows(HttpExchange exchange) throws IOException {
        try {
            String table = exchange.getRequestURI().getQuery();
            Object rows = project.request(OWNER, "select coalesce(json_agg(t), '[]')::text as rows from " + table + " t").get(0).get("rows");
            if (table.equals("kw_portfolio") && isSoldMeanwhile.getAndSet(false)) {
                project.run(DASHBOARD, "delete from kw_portfolio where stock_code = '000001'");
                // the page has heard of it when the next question comes, and only then gets the rows
                int asked = questions.get();
                await().atMost(SOON).until(() -> questions.get() >= asked + 3);
            }
            answer(exchange, rows.toString());
        } catch (Exception e) {
            exchange.close();
            throw new IOException(e);
        }
    }

    private List<Event> told() throws Exception {
        return new Realtime(project).told(project.changes(), new Subscriber(OWNER, null));
    }

    /** What happened since the last asking, and whether the line is a new one. */
    private void events(HttpExchange exchange) throws IOException {
        try {
            questions.incrementAndGet();
            synchronized (changes) {
                answer(exchange, SampleFrames.JSON.writeValueAsString(Map.of("renewed", isRenewed.getAndSet(false), "events", told().stream()
                        .map(event -> Map.of("eventType", event.type(), "table", event.table().substring("public.".length()),
                                "new", event.row(), "old", event.old())).toList())));
            }
        } catch (Exception e) {
            exchange.close();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What was committed before is nothing that it hears of. */
    private void startPage() throws Exception {
        project.changes();
        Path module = Files.createDirectories(folder.resolve("node_modules/@supabase/supabase-js"));
        Files.writeString(module.resolve("package.json"), "{\"name\":\"@supabase/supabase-js\",\"type\":\"module\",\"exports\":\"./index.js\"}");
        Files.copy(Path.of("src/test/resources/front-end/supabase-js.js"), module.resolve("index.js"));
        Files.writeString(folder.resolve("page.mjs"), PrintedCode.block("docs/front-end.md", "js", "createClient"));
        var builder = new ProcessBuilder("node", "page.mjs").directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile());
        builder.environment().put("STAND_IN", "http://127.0.0.1:" + server.getAddress().getPort());
        node = builder.start();
    }

    /** @return the stock codes and quantities that the page showed last */
    private String shown() throws IOException {
        var shown = new ArrayList<String>();
        List<String> lines = Files.readAllLines(folder.resolve("printed"));
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith("kw_portfolio ")) {
                for (JsonNode row : SampleFrames.JSON.readTree(lines.get(i).substring("kw_portfolio ".length()))) {
                    shown.add(row.path("stock_code").asText() + " " + row.path("quantity").asText());
                }
                return String.join(", ", shown);
            }
        }
        return "nothing yet";
    }

    private void awaitShown(String rows) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() ->
                assertThat(shown()).as(Files.readString(folder.resolve("printed"))).isEqualTo(rows));
    }

    private void hold(String user, String account, String stock, int quantity) throws Exception {
        project.run(DASHBOARD, "insert into kw_portfolio (user_id, account_number, stock_code, quantity) values ('" + user + "', '" + account
                + "', '" + stock + "', " + quantity + ") on conflict (account_number, stock_code, credit_type, loan_date)"
                + " do update set quantity = excluded.quantity");
    }

    @Test
    void the_page_as_printed_follows_what_is_bought_and_sold() throws Exception {
        hold(OWNER, ACCOUNT, "005930", 3);
        hold(STRANGER, "9999999911", "000660", 9);
        startPage();
        awaitShown("005930 3");

        hold(OWNER, ACCOUNT, "000660", 5);
        awaitShown("005930 3, 000660 5");
        hold(OWNER, ACCOUNT, "005930", 4);
        awaitShown("005930 4, 000660 5");
        project.run(DASHBOARD, "delete from kw_portfolio where stock_code = '005930' or user_id = '" + STRANGER + "'");
        awaitShown("000660 5");
        hold(OWNER, ACCOUNT, "005930", 1);
        awaitShown("000660 5, 005930 1");
    }

    @Test
    void what_is_sold_while_the_page_reads_does_not_stay() throws Exception {
        hold(OWNER, ACCOUNT, "000001", 1);
        hold(OWNER, ACCOUNT, "005930", 3);
        isSoldMeanwhile.set(true);

        startPage();

        awaitShown("005930 3");
    }

    @Test
    void what_happened_while_the_line_was_gone_is_read_when_it_is_back() throws Exception {
        hold(OWNER, ACCOUNT, "005930", 3);
        startPage();
        awaitShown("005930 3");

        synchronized (changes) {
            project.run(DASHBOARD, "delete from kw_portfolio");
            hold(OWNER, ACCOUNT, "000660", 2);
            project.changes();
            isRenewed.set(true);
        }

        awaitShown("000660 2");
    }
}
