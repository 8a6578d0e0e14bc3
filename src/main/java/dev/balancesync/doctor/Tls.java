package dev.balancesync.doctor;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import dev.balancesync.kiwoom.Language;

/** A TLS handshake as the service makes it, which remembers the certificate also when Java refuses it. */
final class Tls {
    private static final Duration SOON = Duration.ofDays(14);
    private static final Pattern NAME = Pattern.compile("(?:CN|O)=(\"[^\"]*\"|[^,]*)");

    /**
     * @param certificate {@code null} when none was shown
     * @param failure {@code null} when Java trusts it and it is the host's
     */
    record Handshake(X509Certificate certificate, String protocol, SSLException failure) {
        boolean isExpiredAt(Instant now) {
            return certificate != null && now.isAfter(certificate.getNotAfter().toInstant());
        }

        private boolean isAnothers() {
            return String.valueOf(failure.getMessage()).matches("(?s).*(No subject alternative|No name matching).*");
        }

        /** Of a host that must be trusted. */
        Check judge(Language language, String name, String where, Instant now) {
            if (failure == null) {
                String words = where + language.say("에 연결됩니다, ", " is reachable, ") + protocol + language.say(", 인증서 발급자 ", ", certificate of ")
                        + issuer() + language.say(", 유효 기한 ", " valid until ") + validUntil();
                return now.plus(SOON).isAfter(certificate.getNotAfter().toInstant())
                        ? Check.warning(name, words + language.say(" (그쪽에서 갱신해야 합니다)", " (its owner must renew it)"), null) : Check.ok(name, words);
            }
            if (certificate == null) {
                return Check.failed(name, where + language.say("이(가) 응답하지만 TLS가 아닙니다: ", " answers, but not in TLS: ")
                        + Words.oneLine(failure.getMessage()), language.say("주소의 포트를 확인하세요. 프록시나 방화벽이 대신 응답할 수도 있습니다",
                        "Check the port of the address; a proxy or firewall may answer in its place"));
            }
            if (isExpiredAt(now) || now.isBefore(certificate.getNotBefore().toInstant())) {
                return Check.failed(name, where + (isExpiredAt(now) ? language.say(": 인증서가 만료되었습니다, ", ": the certificate has expired on ") + validUntil()
                        : language.say(": 인증서의 유효 기간이 아직 시작되지 않았습니다", ": the certificate is not valid yet")), language.say(
                        "이 컴퓨터의 시계(" + now + ")가 맞나요? 맞다면 그쪽에서 인증서를 갱신해야 합니다",
                        "Is this machine's clock right (" + now + ")? If so, the certificate has to be renewed there"));
            }
            return Check.failed(name, where + (isAnothers()
                    ? language.say(": 다른 호스트의 인증서입니다, ", ": the certificate is for another host, ") + subject()
                    : language.say(": Java가 믿지 않는 발급자의 인증서입니다, \"" + issuer() + "\"",
                            ": the certificate comes from \"" + issuer() + "\", which Java does not trust")), language.say(
                    "프록시, 방화벽, 백신이 중간에서 TLS를 열어 보는 것 같습니다. 이 호스트는 그대로 통과시키게 하세요. 인증서 확인은 끌 수 없습니다",
                    "A proxy, firewall or virus scanner seems to read TLS in between: let it pass this host untouched. Certificate checks cannot"
                            + " be switched off"));
        }

        LocalDate validUntil() {
            return LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC);
        }

        String issuer() {
            return name(certificate.getIssuerX500Principal().getName());
        }

        String subject() {
            return name(certificate.getSubjectX500Principal().getName());
        }

        private static String name(String distinguished) {
            Matcher matcher = NAME.matcher(distinguished);
            return matcher.find() ? matcher.group(1) : distinguished;
        }
    }

    private Tls() {
    }

    /** @throws IOException when the line breaks; a refused certificate is told by the result */
    static Handshake shake(Socket line, String host, int port) throws IOException {
        var recorder = new Recorder();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {recorder}, null);
            try (var socket = (SSLSocket) context.getSocketFactory().createSocket(line, host, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return new Handshake(recorder.shown, socket.getSession().getProtocol(), null);
            }
        } catch (SSLException e) {
            return new Handshake(recorder.shown, null, e);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be used in this Java: " + e.getMessage(), e);
        }
    }

    /** Java's own judgement, unchanged; it only keeps what was judged. */
    private static final class Recorder implements X509TrustManager {
        private final X509TrustManager judge;
        private X509Certificate shown;

        Recorder() throws IOException {
            try {
                var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                judge = (X509TrustManager) factory.getTrustManagers()[0];
            } catch (GeneralSecurityException e) {
                throw new IOException("Java's trusted certificates cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            shown = chain[0];
            judge.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            judge.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return judge.getAcceptedIssuers();
        }
    }
}
