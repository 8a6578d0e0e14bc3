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

        boolean isNotYetValidAt(Instant now) {
            return certificate != null && now.isBefore(certificate.getNotBefore().toInstant());
        }

        boolean expiresSoonAfter(Instant now) {
            return certificate != null && now.plus(SOON).isAfter(certificate.getNotAfter().toInstant());
        }

        boolean isAnothers() {
            return failure != null && String.valueOf(failure.getMessage()).matches("(?s).*(No subject alternative|No name matching).*");
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
