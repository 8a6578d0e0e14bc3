package dev.balancesync;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.balancesync.page.EventClient;
import dev.balancesync.simulator.SimulatedAccount;

/**
 * What nobody may read of accounts, wherever the service says something: keys, secrets, tokens, and full account numbers, with all digits or the
 * eight that people know, with a dash and without. The tables may have numbers, and so may what is in the files of the journal and of quarantine.
 */
public final class Secrecy {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** Of the simulator. */
    private static final String TOKEN = "SIMULATED-TOKEN";
    private static final int AROUND = 60;

    private final Map<Integer, Set<String>> words = new TreeMap<>();
    /** By their first two letters, since what is looked through has megabytes. */
    private final BitSet beginnings = new BitSet();
    private final Set<String> found = new TreeSet<>();

    public Secrecy(Collection<SimulatedAccount> accounts) {
        never(TOKEN);
        for (SimulatedAccount each : accounts) {
            String all = each.number();
            String known = all.substring(0, 8);
            String dashed = known.substring(0, 4) + "-" + known.substring(4);
            List.of(each.appKey(), each.appSecret(), all, known, dashed, dashed + all.substring(8), dashed + "-" + all.substring(8)).forEach(this::never);
        }
    }

    public void never(String word) {
        words.computeIfAbsent(word.length(), none -> new HashSet<>()).add(word);
        beginnings.set(beginning(word, 0));
    }

    private static int beginning(String text, int at) {
        return text.charAt(at) * 31 + text.charAt(at + 1);
    }

    /** Notes what of it stands there, however many accounts there are. */
    public void look(String where, String text) {
        for (int at = 0; at + 1 < text.length(); at++) {
            if (beginnings.get(beginning(text, at))) {
                look(where, text, at);
            }
        }
    }

    private void look(String where, String text, int at) {
        words.forEach((length, those) -> {
            if (at + length <= text.length() && !goesOn(text, at, length) && those.contains(text.substring(at, at + length))) {
                found.add(where + " says " + text.substring(Math.max(0, at - AROUND), Math.min(text.length(), at + length + AROUND)).replaceAll("\\R", " "));
            }
        });
    }

    /** Whether it would be a part of a longer number, or of another account's key that begins like this one. */
    private static boolean goesOn(String text, int at, int length) {
        int end = at + length;
        boolean before = Character.isDigit(text.charAt(at)) && at > 0 && (Character.isDigit(text.charAt(at - 1)) || text.charAt(at - 1) == '.');
        return before || Character.isDigit(text.charAt(end - 1)) && end < text.length() && Character.isDigit(text.charAt(end));
    }

    /** The names of all files of a folder. */
    public void names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.forEach(each -> look("the name of a file", folder.relativize(each).toString()));
        }
    }

    /** The lines of the service; the simulator tells its faults as they are. */
    public void log(LogLines log) {
        look("the log", log.all().stream().filter(line -> !line.matches("[A-Z]+ simulator\\b.*")).collect(Collectors.joining("\n")));
    }

    /** Pages, answers, events, meters and MBeans, of all and of some. */
    public void served(int port, Collection<String> aliases) throws IOException, InterruptedException {
        var paths = new ArrayList<>(List.of("/", "/api/status", "/api/positions", "/api/refresh", "/api/nothing", "/observe/health", "/observe/health/ready",
                "/observe/metrics", "/jolokia/list", "/jolokia/read/org.apache.camel:*"));
        aliases.forEach(each -> List.of("/?account=", "/api/status?account=", "/api/positions?account=", "/api/refresh?id=1&account=")
                .forEach(path -> paths.add(path + each)));
        for (String path : paths) {
            String url = "http://127.0.0.1:" + port + path;
            await().atMost(TestService.SOON).until(() -> {
                HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
                look(path, answer.headers().map() + answer.body());
                return answer.statusCode() != 429;
            });
        }
        events(port, "", "accounts");
        for (String each : aliases) {
            events(port, "?account=" + each, "positions");
        }
    }

    private void events(int port, String query, String awaited) throws IOException {
        try (var client = new EventClient(URI.create("http://127.0.0.1:" + port + "/api/events" + query))) {
            client.await(awaited, each -> true);
            look("/api/events" + query, client.events.toString());
        }
    }

    /** All that {@code kw_sync_status} says, but whose it is. */
    public void told(TestDatabase database) {
        for (Map<String, Object> row : database.rows("select * from kw_sync_status")) {
            var said = new TreeMap<>(row);
            said.remove("account_number");
            look("kw_sync_status", said.toString());
        }
    }

    public List<String> found() {
        return List.copyOf(found);
    }
}
