package dev.balancesync.cluster;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Quoted;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Why Kafka does not do its part, for people. Its own words are English, and stand in the English text alone. */
public enum KafkaObstacle {
    TLS("Kafka와 TLS로 연결되지 않습니다. KAFKA_PROPERTIES의 ssl.…과 이 컴퓨터의 시계를 확인하세요",
            "No connection to Kafka by TLS: check ssl.… in KAFKA_PROPERTIES and this machine's clock", each -> each instanceof SslAuthenticationException || each instanceof SSLException),
    LOGIN("Kafka가 로그인을 거절했습니다. KAFKA_PROPERTIES의 사용자와 비밀번호를 확인하세요",
            "Kafka refuses the login: check user and password in KAFKA_PROPERTIES", AuthenticationException.class::isInstance),
    RIGHTS("Kafka의 이 사용자에게 권한이 없습니다. KAFKA_TOPIC의 토픽과 그룹에 읽기와 쓰기를 허용하세요",
            "This user of Kafka lacks a right: allow him to read and write the topic, and to read the group, of KAFKA_TOPIC", AuthorizationException.class::isInstance),
    NO_TOPIC("Kafka에 그 토픽이나 파티션이 없습니다. KAFKA_TOPIC을 확인하세요. 파티션은 " + Shard.COUNT + "개여야 합니다",
            "Kafka has no such topic or partition: check KAFKA_TOPIC, which must have " + Shard.COUNT + " partitions",
            each -> each instanceof UnknownTopicOrPartitionException || each instanceof InvalidTopicException),
    NAME("Kafka의 호스트 이름을 찾을 수 없습니다. KAFKA_BOOTSTRAP_SERVERS와 DNS를 확인하세요", "Kafka's host name is not known: check KAFKA_BOOTSTRAP_SERVERS and DNS",
            each -> each instanceof ConfigException && String.valueOf(each.getMessage()).contains("bootstrap")),
    DELETED("저장하기 전에 토픽에서 지워졌습니다. 토픽의 retention.ms를 늘리세요", "The topic has deleted it before it was stored: raise its retention.ms", InvalidOffsetException.class::isInstance),
    NO_ANSWER("Kafka가 제때 답하지 않습니다", "Kafka does not answer in time",
            each -> each instanceof TimeoutException || each instanceof DisconnectException || each instanceof NetworkException),
    LIBRARY("토픽의 압축에 필요한 라이브러리가 없습니다. 토픽의 compression.type을 producer로 하세요",
            "A library is missing for what the topic is compressed with: set its compression.type to producer", LinkageError.class::isInstance),
    REFUSED("Kafka가 거절했습니다", "Kafka refuses", ApiException.class::isInstance),
    OTHER("Kafka를 쓸 수 없습니다", "Kafka cannot be used", each -> true),

    // what we find ourselves
    PARTITIONS("토픽 %s의 파티션이 %s개입니다. " + Shard.COUNT + "개여야 하니 모든 컴퓨터의 KAFKA_TOPIC에 다른 이름을 쓰세요",
            "Topic %s has %s partitions and must have " + Shard.COUNT + ": name another in KAFKA_TOPIC, on every machine"),
    NOT_MADE("토픽 %s이(가) 없고, 이 사용자는 만들 수 없습니다. 파티션 " + Shard.COUNT + "개로 만드세요",
            "There is no topic %s, and this user may not make it: make it with " + Shard.COUNT + " partitions"),
    SHORTENED("토픽이 %s에서 끝나는데 %s까지 저장되어 있었습니다. 토픽을 지웠거나 Kafka가 잃었습니다", "The topic ends at %s, and was stored up to %s: somebody has deleted it, or Kafka has lost it"),
    TOO_MUCH("토픽에 남은 것이 메모리보다 많습니다", "The topic holds more than fits into the memory"),
    TOO_SLOW("토픽을 %s초 안에 읽지 못했습니다", "The topic could not be read within %s s"),
    CROWDED("Kafka를 기다리는 프레임이 너무 많습니다", "Too many frames wait for Kafka"),
    NO_ROUTE("라우트 파일이 프레임을 Kafka에 보내지 않습니다. 이 버전의 feed.camel.yaml과 kafka.camel.yaml을 쓰세요",
            "The route files send no frames to Kafka: take feed.camel.yaml and kafka.camel.yaml of this version");

    private static final int MOST_CAUSES = 20;

    private final String korean;
    private final String english;
    private final Predicate<Throwable> cause;

    KafkaObstacle(String korean, String english) {
        this(korean, english, each -> false);
    }

    KafkaObstacle(String korean, String english, Predicate<Throwable> cause) {
        this.korean = korean;
        this.english = english;
        this.cause = cause;
    }

    /** @param what it is about, where something is left open */
    public Bilingual words(Object... what) {
        return new Bilingual(korean.formatted(what), english.formatted(what));
    }

    KafkaException thrown(Object... what) {
        return new Worded(words(what));
    }

    /** An exception with our own words, which need none of Kafka's. */
    private static final class Worded extends KafkaException {
        private static final long serialVersionUID = 1L;

        private final transient Bilingual said;

        Worded(Bilingual said) {
            super(said.english());
            this.said = said;
        }
    }

    /** Of whatever Kafka's classes have thrown: what began it says most, however it was wrapped. */
    static Bilingual said(Throwable thrown) {
        List<Throwable> causes = Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES).toList();
        for (Throwable each : causes) {
            if (each instanceof Worded own) {
                return own.said;
            }
        }
        KafkaObstacle kind = OTHER;
        Throwable said = causes.get(causes.size() - 1);
        for (Throwable each : causes) { // the last one counts
            KafkaObstacle of = Stream.of(values()).filter(one -> one.cause.test(each)).findFirst().orElse(OTHER);
            if (of != OTHER) {
                kind = of;
                said = each;
            }
        }
        Bilingual words = kind.words();
        String quoted = Quoted.line(kind == OTHER || said.getMessage() == null ? said.toString() : said.getMessage());
        return new Bilingual(words.korean(), words.english() + " (" + quoted + ")");
    }
}
