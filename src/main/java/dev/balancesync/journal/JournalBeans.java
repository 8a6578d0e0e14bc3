package dev.balancesync.journal;

import java.nio.file.Path;
import java.time.Clock;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyInject;

/** What {@code feed.camel.yaml} and {@code store.camel.yaml} call by name. */
public class JournalBeans implements CamelConfiguration {
    @BindToRegistry(value = "journal", destroyMethod = "close")
    public Journal journal(@PropertyInject("data.dir") String folder, @PropertyInject("data.journal-days") int keepDays,
            ObjectMapper json, Clock clock) {
        return new Journal(Path.of(folder, "journal"), keepDays, json, clock);
    }

    @BindToRegistry("journalAppend")
    public JournalAppend journalAppend(Journal journal) {
        return new JournalAppend(journal);
    }

    @BindToRegistry("journalReplay")
    public JournalReplay journalReplay(Journal journal, CamelContext context) {
        return new JournalReplay(journal, context);
    }
}
