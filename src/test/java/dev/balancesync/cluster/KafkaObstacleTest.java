package dev.balancesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.BilingualTest;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaObstacleTest {
    private static final Pattern ENGLISH = Pattern.compile("[A-Za-z]{2,} +[A-Za-z]{2,}");

    static Stream<Arguments> whatWasThrown() {
        return Stream.of(
                Arguments.of(KafkaObstacle.LOGIN, new SaslAuthenticationException("Authentication failed: Invalid username or password")),
                Arguments.of(KafkaObstacle.TLS, new SslAuthenticationException("SSL handshake failed", new SSLHandshakeException("PKIX path building failed"))),
                Arguments.of(KafkaObstacle.RIGHTS, new TopicAuthorizationException("Not authorized to access topics: [frames]")),
                Arguments.of(KafkaObstacle.RIGHTS, new ExecutionException(new GroupAuthorizationException("frames"))),
                Arguments.of(KafkaObstacle.NO_TOPIC, new UnknownTopicOrPartitionException("This server does not host this topic-partition.")),
                Arguments.of(KafkaObstacle.NO_TOPIC, new InvalidTopicException("frames/1")),
                Arguments.of(KafkaObstacle.NAME, new TimeoutException(new KafkaException("Failed to construct kafka consumer",
                        new ConfigException("No resolvable bootstrap urls given in bootstrap.servers")))),
                Arguments.of(KafkaObstacle.DELETED, new OffsetOutOfRangeException(Map.of(new TopicPartition("frames", 3), 10L))),
                Arguments.of(KafkaObstacle.NO_ANSWER, new TimeoutException("Timeout of 3000ms expired before the position could be determined")),
                Arguments.of(KafkaObstacle.NO_ANSWER, new KafkaException("Unexpected error", DisconnectException.INSTANCE)),
                Arguments.of(KafkaObstacle.LIBRARY, new NoClassDefFoundError("com/github/luben/zstd/RecyclingBufferPool")),
                Arguments.of(KafkaObstacle.LIBRARY, new KafkaException(new UnsatisfiedLinkError("no snappyjava"))),
                Arguments.of(KafkaObstacle.REFUSED, new RecordTooLargeException("The message is 2000000 bytes when serialized")),
                Arguments.of(KafkaObstacle.REFUSED, new PolicyViolationException("not here")),
                Arguments.of(KafkaObstacle.OTHER, new KafkaException("Failed to construct kafka consumer", new KafkaException("Failed to load SSL keystore /ca.pem"))),
                Arguments.of(KafkaObstacle.OTHER, new IllegalStateException()));
    }

    @ParameterizedTest
    @MethodSource("whatWasThrown")
    void our_own_words_in_both_languages_and_kafkas_in_english_alone(KafkaObstacle obstacle, Throwable thrown) {
        Bilingual said = KafkaObstacle.said(thrown);

        assertThat(said.korean()).isEqualTo(obstacle.words().korean());
        assertThat(said.english()).startsWith(obstacle.words().english() + " (").endsWith(")");
    }

    @Test
    void of_what_was_wrapped_the_beginning_is_quoted_and_no_account_or_second_line() {
        assertThat(KafkaObstacle.said(new KafkaException("Failed to construct kafka consumer", new ConfigException("No resolvable bootstrap\nurls of 8112510011"))).english())
                .endsWith("(No resolvable bootstrap urls of ******0011)");
        assertThat(KafkaObstacle.said(new KafkaException("Failed to construct kafka consumer", new IllegalArgumentException())).english())
                .endsWith("(java.lang.IllegalArgumentException)");
    }

    @Test
    void what_we_find_ourselves_needs_no_words_of_kafka() {
        assertThat(KafkaObstacle.said(new KafkaException(KafkaObstacle.PARTITIONS.thrown("frames", 12)))).isEqualTo(KafkaObstacle.PARTITIONS.words("frames", 12));
    }

    @ParameterizedTest
    @EnumSource
    void each_is_said_in_both_languages(KafkaObstacle each) {
        Bilingual words = each.words("frames", 12);

        BilingualTest.assertBoth(words);
        assertThat(words.korean()).doesNotContainPattern(ENGLISH);
    }
}
