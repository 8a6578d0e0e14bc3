package dev.balancesync;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For all tests: what is awaited is looked for more often than Awaitility's ten times a second, of which thousands of waits would lose a half each. */
public final class Polling implements BeforeAllCallback {
    private static final Duration INTERVAL = Duration.ofMillis(30);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollInterval(INTERVAL);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }
}
