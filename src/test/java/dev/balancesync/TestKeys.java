package dev.balancesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key with a certificate that is signed by itself: its file is what a server shows and what may be trusted.
 *
 * @param file PKCS12, of one entry
 */
public record TestKeys(Path file) {
    public static final String PASSWORD = "changeit";
    /** Of the one entry. */
    public static final String ALIAS = "key";

    /** For localhost and 127.0.0.1. */
    public static TestKeys create(Path file, String subject) throws IOException, InterruptedException {
        return create(file, subject, "dns:localhost,ip:127.0.0.1");
    }

    /**
     * @param subject the certificate's name: {@code CN=localhost}
     * @param names that it is good for
     * @param validity keytool's options of its first and last day; none: 90 days from now
     */
    public static TestKeys create(Path file, String subject, String names, String... validity) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", ALIAS,
                "-keyalg", "EC", "-dname", subject, "-ext", "san=" + names, "-ext", "bc:critical=ca:true", "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-keystore", file.toString()));
        command.addAll(List.of(validity));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return new TestKeys(file);
    }

    public KeyStore store() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** What a server shows this certificate with. */
    public SSLContext context() throws IOException, GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store(), PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
