package dev.balancesync.machines;

import dev.balancesync.time.Ticker;

/** A machine's monotonic clock, which stands still while the machine is suspended, as that of a virtual machine does. */
final class SuspendedTicker implements Ticker {
    private long lost;
    private long stoodAt;
    private boolean stands;

    @Override
    public synchronized long nanos() {
        return stands ? stoodAt : System.nanoTime() - lost;
    }

    synchronized void stand() {
        stoodAt = nanos();
        stands = true;
    }

    synchronized void goOn() {
        if (stands) {
            lost = System.nanoTime() - stoodAt;
            stands = false;
        }
    }
}
