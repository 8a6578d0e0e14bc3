package dev.balancesync.machines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All machines of a day: which of them a step means, and who of them serves the account. */
final class Machines {
    interface Deed {
        void to(Machine machine) throws Exception;
    }

    private final List<Machine> all = new ArrayList<>();
    private final Diary diary;

    Machines(Diary diary) {
        this.diary = diary;
    }

    void add(Machine machine) {
        all.add(machine);
    }

    List<Machine> all() {
        return all;
    }

    // --- which are meant

    Machine named(String name) {
        return all.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException("no machine is called " + name));
    }

    /** @param may whether it can be done to one; the first of those is meant by {@code hurt} */
    void on(String target, Predicate<Machine> may, Deed deed) throws Exception {
        Optional<Machine> meant = switch (target) {
            case "hurt" -> all.stream().filter(may).findFirst();
            case "leader" -> all.stream().filter(each -> each.leads() > 0).findFirst().or(() -> all.stream().filter(Machine::isRunning).findFirst());
            case "standby" -> all.stream().filter(each -> each.isRunning() && each.leads() == 0).findFirst();
            default -> Optional.of(named(target));
        };
        if (meant.isPresent() && may.test(meant.get())) {
            diary.say("step", "  that is " + meant.get().name);
            deed.to(meant.get());
        }
    }

    /** @param hurt whether the line of one is: the first of those is meant by {@code hurt}, when it comes back */
    void line(String[] words, Predicate<Machine> hurt, Deed deed) throws Exception {
        if (words[1].equals("all")) {
            for (Machine each : all) {
                deed.to(each);
            }
        } else {
            on(words[1], words[2].equals("back") ? hurt : each -> true, deed);
        }
    }

    void start(String target, boolean empty) throws Exception {
        for (Machine each : all) {
            if (each.isDown() && (target.equals("hurt") || target.equals(each.name))) {
                each.start(empty);
                return;
            }
        }
    }

    // --- how they are

    /** Whether some run, and none of those is hurt. */
    boolean areUnhurt() {
        return all.stream().filter(Machine::isRunning).noneMatch(Machine::isHurt) && all.stream().anyMatch(Machine::isRunning);
    }

    /** @return what is not so yet, that one of them serves the account; {@code null} when it is */
    String leader() throws Exception {
        var states = new LinkedHashMap<String, String>();
        for (Machine each : all) {
            states.put(each.name, each.state());
        }
        return states.containsValue("LIVE") ? null : states.toString();
    }

    /** @return the same of one that serves the account, others that stand by, and all of them ready */
    String roles() throws Exception {
        var states = new LinkedHashMap<String, String>();
        boolean ready = true;
        for (Machine each : all) {
            states.put(each.name, each.state());
            ready &= each.isReady();
        }
        boolean right = states.values().stream().filter("LIVE"::equals).count() == 1 && states.values().stream().filter("STANDBY"::equals).count() == all.size() - 1;
        return right && ready ? null : states + (ready ? "" : ", not all ready");
    }
}
