package dev.balancesync.doctor;

import java.time.Duration;

import dev.balancesync.kiwoom.Language;

/** How far this machine's clock is from another's. */
final class ClockSkew {
    private static final Duration NOTICEABLE = Duration.ofSeconds(5);
    private static final Duration HARMFUL = Duration.ofMinutes(5);

    private ClockSkew() {
    }

    /**
     * @param whose in that language
     * @param ahead of this machine; negative when it is behind
     */
    static Check judge(Language say, String name, String whose, Duration ahead) {
        Duration off = ahead.abs();
        if (off.compareTo(NOTICEABLE) <= 0) {
            long seconds = Math.max(1, off.toSeconds() + 1);
            return Check.ok(name, say.say("이 컴퓨터의 시계가 " + whose + " 시계와 맞습니다 (" + seconds + "초 이내)",
                    "this machine's clock agrees with " + whose + " (within " + seconds + " s)"));
        }
        boolean harmful = off.compareTo(HARMFUL) > 0;
        long number = harmful ? off.toMinutes() : off.toSeconds();
        String words = say.say("이 컴퓨터의 시계가 " + whose + " 시계보다 " + number + (harmful ? "분 " : "초 ") + (ahead.isNegative() ? "느립니다" : "빠릅니다"),
                "this machine's clock is " + number + (harmful ? " min" : " s") + (ahead.isNegative() ? " behind " : " ahead of ") + whose);
        String advice = say.say("이 컴퓨터가 네트워크에서 시각을 맞추게 하세요(NTP)", "Let this machine set its clock from the network (NTP)");
        return harmful ? Check.failed(name, words, advice) : Check.warning(name, words, advice);
    }
}
