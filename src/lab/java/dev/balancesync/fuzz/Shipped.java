package dev.balancesync.fuzz;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balancesync.Arrivals;
import dev.balancesync.MutableClock;
import dev.balancesync.Service;
import dev.balancesync.balance.FieldMapping;
import dev.balancesync.balance.Pending;
import dev.balancesync.kiwoom.Account;
import dev.balancesync.session.Lease;
import dev.balancesync.session.Session;
import dev.balancesync.session.SessionLimits;
import dev.balancesync.settings.Settings;
import dev.balancesync.snapshot.CashBell;
import dev.balancesync.snapshot.Lots;
import dev.balancesync.snapshot.SnapshotLimits;
import dev.balancesync.snapshot.Snapshots;
import dev.balancesync.snapshot.StreamWords;
import dev.balancesync.time.Ticker;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** What the routes call, made by the service's own beans classes from the {@code application.properties} that ships. */
final class Shipped {
    /** The account of the sample frames. */
    static final String ACCOUNT = "1111111111";
    static final MutableClock CLOCK = new MutableClock("2026-11-23T01:00:00Z");
    /** As {@link Service} configures it. */
    static final ObjectMapper JSON = Service.configure(Path.of(""), new Properties()).lookup("json", ObjectMapper.class);
    static final CamelContext CAMEL = camel();

    private Shipped() {
    }

    private static CamelContext camel() {
        var camel = new DefaultCamelContext();
        camel.getPropertiesComponent().setLocation("file:" + Settings.FILE);
        camel.build();
        return camel;
    }

    static Properties settings() {
        var settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(Settings.FILE))) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    static FieldMapping streamMapping(Account account, String schema) {
        return FieldMapping.ofStream(CAMEL, account, schema.equals("legacy"));
    }

    static Session session() {
        var second = Duration.ofSeconds(1);
        return new Session(new SessionLimits(second, second, second, second, second, second, second, second, () -> Duration.ZERO), Lease.ALONE, CLOCK, Ticker.system());
    }

    static Snapshots snapshots(Pending pending, Account account, String schema) {
        return new Snapshots(session(), new StreamWords(pending, Arrivals.losses(), new CashBell(Duration.ZERO, () -> 0), Arrivals.sequencer(CLOCK)), new Lots(), account,
                FieldMapping.ofSnapshot(CAMEL, account, schema.equals("legacy")),
                new SnapshotLimits(Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ZERO), () -> 1, CLOCK, () -> 0);
    }
}
