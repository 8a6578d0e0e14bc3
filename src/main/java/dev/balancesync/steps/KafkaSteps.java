package dev.balancesync.steps;

import java.util.List;

import dev.balancesync.accounts.Accounts;
import dev.balancesync.balance.PlainFrames;
import dev.balancesync.cluster.Replica;
import dev.balancesync.cluster.Topic;
import dev.balancesync.journal.JournalPosition;
import dev.balancesync.kiwoom.Frame;
import dev.balancesync.time.Arrival;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The way of frames into the topic; see {@link Replica}. The variable {@code parcel} is the {@link Replica.Parcel}. */
public final class KafkaSteps {
    private static final String PARCEL = "parcel";

    private final Accounts accounts;
    private final Topic topic;

    /** @param topic {@code null} without Kafka */
    public KafkaSteps(Accounts accounts, Topic topic) {
        this.accounts = accounts;
        this.topic = topic;
    }

    /** Whether what the journal has just got goes to the topic too: a burst in the body, or the frame of the variables. */
    public boolean mustSend(Exchange exchange) {
        if (topic == null) {
            return false;
        }
        List<Frame> frames = exchange.getMessage().getBody() instanceof PlainFrames burst ? burst.frames()
                : List.of(new Frame(exchange.getVariable("frame", String.class), exchange.getVariable("arrival", Arrival.class)));
        Replica.Parcel parcel = accounts.of(exchange, Replica.class).parcel(frames, exchange.getVariable("journalPosition", JournalPosition.class));
        exchange.setVariable(PARCEL, parcel);
        return parcel != null;
    }

    /** A list of records for the part of the topic that is the account's shard, under the account as key. */
    public void records(Exchange exchange) {
        Replica.Parcel parcel = parcel(exchange);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(parcel.lines().stream().map(each -> record(exchange, parcel, each)).toList());
    }

    /** Of a list of plain texts Camel would take the partition by the key (4.17.0). */
    private static Message record(Exchange exchange, Replica.Parcel parcel, String line) {
        var record = new DefaultMessage(exchange.getContext());
        record.setHeader(KafkaConstants.KEY, parcel.key());
        record.setHeader(KafkaConstants.PARTITION_KEY, parcel.partition());
        record.setBody(line);
        return record;
    }

    /** Kafka has acknowledged them all. */
    public void taken(Exchange exchange) {
        List<?> told = exchange.getMessage().getHeader(KafkaConstants.KAFKA_RECORD_META, List.class);
        long first = ((RecordMetadata) told.get(0)).offset();
        parcel(exchange).taken(first, Math.max(first, ((RecordMetadata) told.get(told.size() - 1)).offset()));
    }

    /** Kafka has not, or nobody knows. */
    public void refused(Exchange exchange) {
        parcel(exchange).refused(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    private static Replica.Parcel parcel(Exchange exchange) {
        return exchange.getVariable(PARCEL, Replica.Parcel.class);
    }
}
