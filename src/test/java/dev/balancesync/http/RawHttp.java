package dev.balancesync.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * HTTP as an attacker writes it: the path as it is, any Host, any Origin.
 *
 * @param from an address of this machine to ask from
 */
record RawHttp(int port, String from) {
    private static final int QUIET_MILLIS = 20_000;

    RawHttp(int port) {
        this(port, "127.0.0.1");
    }

    record Answer(int status, String head, String body) {
    }

    /** @param headers as they stand on the line; without a Host among them it is localhost */
    Answer ask(String method, String path, String body, String... headers) throws IOException {
        return ask(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer ask(String method, String path, byte[] content, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(20_000);
            String host = List.of(headers).stream().anyMatch(each -> each.startsWith("Host:")) ? "" : "Host: localhost:" + port + "\r\n";
            String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            String head = method + " " + path + " HTTP/1.1\r\n" + host + lines + "Content-Length: " + content.length + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(content);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int end = answer.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new IOException("The line was closed without an answer");
            }
            String sent = answer.substring(end + 4);
            String body = answer.substring(0, end).toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked") ? joined(sent) : sent;
            return new Answer(Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(0, end), new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
    }

    private static String joined(String chunks) {
        var all = new StringBuilder();
        for (int at = 0; at < chunks.length();) {
            int begin = chunks.indexOf("\r\n", at) + 2;
            int end = begin + Integer.parseInt(chunks.substring(at, begin - 2), 16);
            all.append(chunks, begin, end);
            at = end + 2;
        }
        return all.toString();
    }

    Answer get(String path, String... headers) throws IOException {
        return ask("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) throws IOException {
        return ask("POST", path, body, headers);
    }

    /** The bytes as they are, and whatever comes back until the line ends or nothing comes for a while. */
    String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(QUIET_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return ""; // closed before all was written
        }
    }

    static String basic(String user, String password) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
