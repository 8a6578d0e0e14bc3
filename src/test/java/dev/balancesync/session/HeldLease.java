package dev.balancesync.session;

/** A lease that a test gives and takes. */
class HeldLease implements Lease {
    boolean held = true;
    boolean confirmed = true;
    long epoch = 7;

    @Override
    public boolean isHeld() {
        return held;
    }

    @Override
    public boolean confirm() {
        return held && confirmed;
    }

    @Override
    public long epoch() {
        return held ? epoch : 0;
    }
}
