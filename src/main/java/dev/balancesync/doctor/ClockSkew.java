package dev.balancesync.doctor;

import java.time.Duration;

/** How far this machine's clock is from another's. */
final class ClockSkew {
    private static final Duration NOTICEABLE = Duration.ofSeconds(5);
    private static final Duration HARMFUL = Duration.ofMinutes(5);
    private static final String ADVICE = "Let this machine set its clock from the network (NTP)";

    private ClockSkew() {
    }

    /** @param ahead of this machine; negative when it is behind */
    static Check judge(String name, String whose, Duration ahead) {
        Duration off = ahead.abs();
        String words = "this machine's clock is " + told(off) + (ahead.isNegative() ? " behind " : " ahead of ") + whose;
        if (off.compareTo(HARMFUL) > 0) {
            return Check.failed(name, words + "; token expiry and the order of events go wrong", ADVICE);
        }
        return off.compareTo(NOTICEABLE) > 0 ? Check.warning(name, words, ADVICE)
                : Check.ok(name, "this machine's clock agrees with " + whose + " (within " + Math.max(1, off.toSeconds() + 1) + " s)");
    }

    private static String told(Duration off) {
        return off.compareTo(HARMFUL) > 0 ? off.toMinutes() + " min" : off.toSeconds() + " s";
    }
}
