package dev.balancesync.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Eight who try all at once, as a process of their own that has the processor only when nobody else wants it: what an attack costs him who attacks
 * is not to be counted to the service. It goes on until its standard input ends, and then says what came back.
 */
final class Attackers {
    private static final int COUNT = 8;
    /** Open sockets that each leaves behind, the oldest are closed. */
    private static final int LEFT_OPEN = 12;

    private final int port;
    private final int rate;
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private volatile boolean over;

    private Attackers(int port, int rate) {
        this.port = port;
        this.rate = rate;
    }

    /** @param rate how much is asked a second */
    static Process start(int port, int rate) throws IOException {
        return new ProcessBuilder("nice", "-n", "19", Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Xmx512m", "-classpath", System.getProperty("java.class.path"), Attackers.class.getName(), String.valueOf(port), String.valueOf(rate))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] arguments) throws Exception {
        var attackers = new Attackers(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < COUNT; i++) {
            int seed = i;
            threads.add(new Thread(() -> attackers.attack(new Random(seed)), "attacker-" + i));
        }
        threads.forEach(Thread::start);
        System.in.readAllBytes();
        attackers.over = true;
        for (Thread each : threads) {
            each.join();
        }
        System.out.println(new TreeMap<>(attackers.answers));
    }

    private void attack(Random random) {
        var http = new RawHttp(port, "127.0.0." + (2 + random.nextInt(200)));
        Deque<Socket> leftOpen = new ArrayDeque<>();
        long start = System.nanoTime();
        for (long i = 0; !over; i++) {
            pause(start + i * COUNT * 1_000_000_000L / rate);
            try {
                count(one(http, random, leftOpen));
            } catch (IOException | RuntimeException e) {
                count("closed");
            }
        }
        leftOpen.forEach(Attackers::close);
    }

    /** @return what came back, in a word */
    private static String one(RawHttp http, Random random, Deque<Socket> leftOpen) throws IOException {
        String noise = Long.toHexString(random.nextLong());
        return switch (random.nextInt(15)) {
            case 0, 1 -> status(http.raw(DoorIT.GARBAGE.get(random.nextInt(DoorIT.GARBAGE.size())) + "\r\nHost: localhost\r\n\r\n"));
            case 2 -> status(http.get("/" + noise, "Host: " + noise + ".example"));
            case 3 -> status(http.get("/api/status", RawHttp.basic("kiwoom", noise)));
            case 4 -> status(http.post("/api/refresh", "", "Origin: http://" + noise + ".example"));
            case 5 -> status(http.ask("POST", "/jolokia/", ("[{\"type\":\"list\",\"x\":\"\u00ff\"}" + ",{\"type\":\"list\"}".repeat(3_000) + "]")
                    .getBytes(StandardCharsets.ISO_8859_1)));
            case 6 -> status(http.post("/jolokia/", "{\"type\":\"exec\",\"mbean\":\"a:b=c\",\"operation\":\"x\",\"arguments\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}"));
            case 7 -> status(http.get("/jolokia/list"));
            case 8 -> status(http.get("/api/positions"));
            case 9 -> status(http.get("/observe/metrics"));
            case 10 -> status(http.post("/api/refresh", ""));
            case 11 -> status(http.post("/api/status", "x".repeat(70_000)));
            case 12 -> status(http.post("/jolokia/", "{\"type\":\"read\",\"mbean\":\"org.apache.camel:*\"}"));
            default -> {
                String request = List.of("GET /api/events HTTP/1.1\r\nHost: localhost:" + http.port() + "\r\n\r\n",
                        "POST /jolokia/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n{",
                        "GET /jolokia/list HTTP/1.1\r\nHost: localhost\r\n\r\n").get(random.nextInt(3));
                leftOpen.addLast(new Socket("127.0.0.1", http.port()));
                leftOpen.getLast().getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                if (leftOpen.size() > LEFT_OPEN) {
                    close(leftOpen.removeFirst());
                }
                yield "left open";
            }
        };
    }

    private static String status(RawHttp.Answer answer) {
        return String.valueOf(answer.status());
    }

    private static String status(String answer) {
        String[] words = answer.split(" ", 3);
        return words.length < 2 ? "closed" : words[1];
    }

    private void count(String answer) {
        answers.computeIfAbsent(answer, none -> new LongAdder()).increment();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed then
        }
    }

    static void pause(long until) {
        for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
            LockSupport.parkNanos(until - now);
        }
    }
}
