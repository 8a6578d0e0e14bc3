package dev.balancesync.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

import dev.balancesync.kiwoom.Bilingual;

/** The file that {@code KAFKA_PROPERTIES} names: what Kafka asks for TLS and login, some of it secret. */
public final class KafkaFile {
    /** All that a user may say of a client. The rest is what this service relies on, such as acks. */
    private static final String OWN = "(security|ssl|sasl)\\..+";

    private KafkaFile() {
    }

    /**
     * @param file blank for none
     * @throws SettingsException when it cannot be read, or says something else
     */
    public static Map<String, String> read(String file) {
        var properties = new Properties();
        if (!file.isBlank()) {
            try {
                properties.load(new StringReader(TextFile.read(Path.of(file))));
            } catch (IOException | IllegalArgumentException e) {
                String reason = file + " (" + e.getClass().getSimpleName() + ")";
                throw new SettingsException(new Bilingual("KAFKA_PROPERTIES의 파일을 읽을 수 없습니다: " + reason, "KAFKA_PROPERTIES cannot be read: " + reason));
            }
        }
        for (String name : properties.stringPropertyNames()) {
            if (!name.matches(OWN)) {
                throw new SettingsException(new Bilingual("KAFKA_PROPERTIES에는 security.…, ssl.…, sasl.…만 쓸 수 있습니다. " + file + "에서 " + name + "을(를) 빼세요.",
                        "KAFKA_PROPERTIES may say security.…, ssl.… and sasl.… alone. Take " + name + " out of " + file + "."));
            }
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(each -> each, properties::getProperty));
    }
}
