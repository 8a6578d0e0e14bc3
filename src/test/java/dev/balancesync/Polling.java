package dev.balancesync;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For all tests: what is awaited is looked for at once, and then more and more seldom. Most waits are short, and would lose a half of Awaitility's tenth
 * of a second each; the long ones would take the processor from what they wait for.
 */
public final class Polling implements BeforeAllCallback {
    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(80);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollInterval(IterativePollInterval.iterative(Polling::next, FIRST));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }

    private static Duration next(Duration last) {
        Duration longer = last.multipliedBy(5).dividedBy(4);
        return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }
}
