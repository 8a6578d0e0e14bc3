package dev.balancesync;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.balancesync.bench.Benchmark;
import dev.balancesync.browser.Screenshots;
import dev.balancesync.chaos.BadDays;
import dev.balancesync.chaos.SpoiltServices;
import dev.balancesync.demo.Demo;
import dev.balancesync.fuzz.Fuzz;
import dev.balancesync.http.HostileClient;
import dev.balancesync.machines.MachinesDays;
import dev.balancesync.many.FamilyDays;
import dev.balancesync.many.HundredsOfAccounts;
import dev.balancesync.session.RecoveryTimes;
import dev.balancesync.upgrade.Upgrade;

/** {@code mvn -Plab -Dlab=NAME}: the programs that are neither tests nor the service; several one after the other with commas between. */
public final class Lab {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private interface Program {
        /** Throws when what it looks for was found. */
        void run() throws Exception;
    }

    private enum Name {
        DEMO(Demo::run, "everything at once, without keys; -Dseed -Dseconds"),
        BENCH(Benchmark::run, "docs/performance.md; -Dframes -Dstocks -Drounds -Dseconds"),
        CHAOS(BadDays::run, "random bad days, docs/proof.md; -Dschedules -Dseed -Dat-a-time, or -Dscript=FILE"),
        CHAOS_MODEL(SpoiltServices::run, "whether bad days find services that were spoilt on purpose"),
        FUZZ(Fuzz::run, "Jazzer, docs/proof.md; -Dseconds -Dseed -Dtarget"),
        HOSTILE(HostileClient::run, "somebody who tries everything beside an account that trades, docs/security.md; -Dseconds -Drate"),
        MANY(HundredsOfAccounts::run, "very many accounts in one process, docs/performance.md; -Daccounts -Drate -Dseconds -Dspread -Dflood"),
        FAMILY(FamilyDays::run, "random bad days of several accounts, docs/proof.md; -Dschedules -Dseed -Dat-a-time"),
        MACHINES(MachinesDays::run, "random bad days of two and three machines, docs/proof.md; -Dschedules -Dseed -Dat-a-time -Dengine=kafka -Dolder=CHECKOUT, or -Dscript=FILE"),
        RECOVERY_TIMES(RecoveryTimes::run, "the times of docs/performance.md; -Dfaults=NAME,NAME"),
        SCREENSHOTS(Screenshots::run, "the pictures of docs/images; -Dimages=FOLDER"),
        UPGRADE(Upgrade::run, "from an older version to this one, docs/release.md; -Dolder=CHECKOUT, built");

        private final Program program;
        private final String purpose;

        Name(Program program, String purpose) {
            this.program = program;
            this.purpose = purpose;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private Lab() {
    }

    public static void main(String[] arguments) {
        List<String> wanted = List.of(Asked.text("lab", "").split(","));
        List<Name> programs = wanted.stream().flatMap(each -> Stream.of(Name.values()).filter(name -> name.toString().equals(each))).toList();
        if (programs.size() < wanted.size()) {
            boolean asksWhatThereIs = wanted.equals(List.of(""));
            System.out.println((asksWhatThereIs ? "" : "Not all of " + String.join(",", wanted) + " are in the lab. ") + "There are:");
            Stream.of(Name.values()).forEach(name -> System.out.printf("  mvn -Plab -Dlab=%-16s%s%n", name, name.purpose));
            System.exit(asksWhatThereIs ? 0 : WRONG_USE);
        }
        for (Name each : programs) {
            try {
                each.program.run();
            } catch (Exception | AssertionError e) {
                e.printStackTrace();
                System.exit(FAILED);
            }
        }
        System.exit(0); // threads of the libraries may be left
    }
}
