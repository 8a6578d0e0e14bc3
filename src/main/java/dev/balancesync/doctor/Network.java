package dev.balancesync.doctor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.balancesync.kiwoom.Language;

/** Names, routes and lines of this machine, each with a time limit. */
class Network {
    static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int ANY_PORT = 443;

    /** @throws UnknownHostException when nobody knows the name, or nobody answers in time */
    List<InetAddress> resolve(String host) throws IOException {
        var answer = new CompletableFuture<List<InetAddress>>();
        var thread = new Thread(() -> {
            try {
                answer.complete(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                answer.completeExceptionally(e);
            }
        }, "doctor-dns");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnknownHostException(host);
        } catch (TimeoutException e) {
            throw new UnknownHostException(host + " (DNS > " + LIMIT.toSeconds() + " s)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether this machine has a way to the address. Nothing is sent: connecting a datagram socket only asks the routing table. */
    boolean hasRouteTo(InetAddress address) {
        var family = address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try (DatagramChannel channel = DatagramChannel.open(family)) {
            channel.connect(new InetSocketAddress(address, ANY_PORT));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Opens a line; reading from it ends after the limit, too. */
    Socket connect(String host, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Tells what a name stands for, and whether this machine can get there. */
    Check dns(Language language, String name, String host) throws IOException {
        String pooler = language.say("대신 풀러 주소를 쓰세요(Supabase 대시보드 > Connect > Session pooler 또는 Transaction pooler). 풀러에는 IPv4가 있습니다",
                "Use the pooler's URL instead (Supabase dashboard > Connect > Session pooler or Transaction pooler), which has IPv4");
        List<InetAddress> addresses;
        try {
            addresses = resolve(host);
        } catch (UnknownHostException e) {
            return Check.failed(name, language.say("이름을 찾을 수 없습니다: ", "the name cannot be resolved: ") + e.getMessage(), isDirectSupabase(host)
                    ? language.say("Supabase에 직접 연결하는 호스트는 IPv6 주소뿐이라 IPv6가 없는 컴퓨터에는 보이지 않을 수 있습니다. 일시 중지된 프로젝트도 이름이 없습니다. ",
                            "Direct Supabase hosts have IPv6 addresses only, and a machine without IPv6 may see none; a paused project has no name either. ")
                            + pooler
                    : language.say("이름에 오타가 없는지, 이 컴퓨터의 DNS와 인터넷 연결이 되는지 확인하세요",
                            "Check the name for typing errors, and this machine's DNS and internet connection"));
        }
        long six = addresses.stream().filter(Inet6Address.class::isInstance).count();
        String kinds = six == 0 ? "IPv4" : six == addresses.size() ? language.say("IPv6뿐", "IPv6 only") : language.say("IPv4와 IPv6", "IPv4 and IPv6");
        String words = language.say(host + "의 주소 " + addresses.size() + "개, ",
                host + " has " + addresses.size() + (addresses.size() == 1 ? " address, " : " addresses, ")) + kinds;
        if (addresses.stream().anyMatch(this::hasRouteTo)) {
            return Check.ok(name, words);
        }
        return Check.failed(name, words + language.say(". 이 컴퓨터에서 거기로 가는 경로가 없습니다", ", and this machine has no route to it"), six == addresses.size()
                ? language.say("이 컴퓨터에 IPv6가 없습니다. ", "This machine has no IPv6. ") + pooler
                : language.say("이 컴퓨터의 인터넷 연결을 확인하세요", "Check this machine's internet connection"));
    }

    /**
     * Whether there is a way to the host of an address, and by {@code https:} or {@code wss:} a certificate that Java trusts. Two lines,
     * {@code …-dns} and {@code …-line}, of which the second is left out when the first failed.
     *
     * @param setting whose the address is, for the advice
     */
    boolean reach(Language language, String name, URI url, String setting, Clock clock, Consumer<Check> found) throws IOException {
        boolean secure = url.getScheme().equals("https") || url.getScheme().equals("wss");
        int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        Check dns = dns(language, name + "-dns", url.getHost());
        found.accept(dns);
        if (dns.hasFailed()) {
            return false;
        }
        String where = url.getHost() + ":" + port;
        Check line;
        try (Socket socket = connect(url.getHost(), port)) {
            line = secure ? Tls.shake(socket, url.getHost(), port).judge(language, name + "-line", where, clock.instant())
                    : Check.ok(name + "-line", where + language.say("에 연결됩니다. 주소대로 TLS는 쓰지 않습니다", " is reachable, without TLS as the address says"));
        } catch (IOException e) {
            line = Check.failed(name + "-line", where + ": " + Words.of(e, language), language.say(
                    setting + "을(를) 설정했다면 확인하고, 이 컴퓨터의 인터넷 연결과 방화벽을 보세요. 나가는 포트 " + port + "이(가) 열려 있어야 합니다",
                    "Check " + setting + " if it is set, and this machine's internet connection and firewall; outgoing port " + port
                            + " must be open"));
        }
        found.accept(line);
        return !line.hasFailed();
    }

    private static boolean isDirectSupabase(String host) {
        return host.matches("db\\.\\w+\\.supabase\\.co");
    }
}
