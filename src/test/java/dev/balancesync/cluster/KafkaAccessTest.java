package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import dev.balancesync.settings.KafkaFile;
import dev.balancesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaAccessTest {
    @TempDir
    private Path folder;

    private KafkaAccess access(String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("kafka.properties"), String.join("\n", lines));
        return new KafkaAccess("kafka1:9092", "kiwoom-frames", KafkaFile.read(file.toString()), "nas~1~kafka", Duration.ofSeconds(10));
    }

    @Test
    void a_file_says_how_to_log_in_and_no_text_tells_the_password() throws IOException {
        KafkaAccess access = access("security.protocol=SASL_SSL", "sasl.jaas.config=Module required password=\"topsecret\";", "ssl.truststore.location=/ca.pem");

        assertThat(access.member()).containsEntry("security.protocol", "SASL_SSL").containsEntry("ssl.truststore.location", "/ca.pem").containsKey("sasl.jaas.config");
        assertThat(access.toString()).doesNotContain("topsecret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acks", "enable.idempotence", "isolation.level", "group.id", "auto.offset.reset", "session.timeout.ms", "bootstrap.servers"})
    void what_the_service_relies_on_it_cannot_change(String name) {
        assertThatThrownBy(() -> access("security.protocol=SSL", name + "=0")).isInstanceOf(SettingsException.class).hasMessageContaining(name);
    }

    /** When another comes or goes, the group leaves out whoever has not come back to it by then; that it is asked a member hears with a heartbeat. */
    @Test
    void nobody_is_left_out_of_the_group_who_believes_to_be_in_it() throws IOException {
        var member = access().member();

        int wait = (Integer) member.get("max.poll.interval.ms");
        int session = (Integer) member.get("session.timeout.ms");
        assertThat(session * 9 / 10 + (Integer) member.get("heartbeat.interval.ms")).isLessThanOrEqualTo(wait);
        assertThat(access().limit().multipliedBy(2)).as("two answers, between two polls").isLessThan(access().certain());
        assertThat(access().certain()).as("nobody believes to be in a group that he has left").isLessThan(Duration.ofMillis(wait));
    }
}
