package dev.balancesync.session;

/** Whether this machine may be logged in, asked at every round and before LOGIN. */
public interface Lease {
    /** There is no other machine that could be. */
    Lease ALONE = new Lease() {
        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public boolean confirm() {
            return true;
        }

        @Override
        public long epoch() {
            return 0;
        }
    };

    boolean isHeld();

    /** Asks whoever decides it, in one round trip: what was believed a moment ago may be over. */
    boolean confirm();

    /** Grows each time another machine, or this one again, takes over; 0 where there is no other, or while it is not held. */
    long epoch();
}
