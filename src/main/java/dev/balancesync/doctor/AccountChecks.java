package dev.balancesync.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.balancesync.accounts.AccountSettings;
import dev.balancesync.accounts.Chosen;
import dev.balancesync.accounts.Problem;
import dev.balancesync.accounts.Read;
import dev.balancesync.kiwoom.Language;
import dev.balancesync.settings.SettingsException;

/** What is wrong with the list of accounts, and which of them is looked at. */
final class AccountChecks {
    private final List<Check> found = new ArrayList<>();
    private Map<String, String> environment;

    /** @param wanted alias; {@code null} for the first */
    AccountChecks(Path folder, Map<String, String> environment, String wanted) {
        this.environment = environment;
        try {
            var chosen = new Chosen(folder, environment);
            if (chosen.isFromList()) {
                look(chosen, wanted);
            } else if (wanted != null) {
                Language language = chosen.language();
                found.add(Check.failed("accounts", language.say("계좌 목록이 없습니다", "there is no list of accounts"),
                        language.say("--account를 빼세요", "Leave out --account")));
            }
        } catch (SettingsException | IOException e) {
            // the settings' own checks say it
        }
    }

    private void look(Chosen chosen, String wanted) {
        Language language = chosen.language();
        Read list;
        try {
            list = chosen.list();
        } catch (SettingsException e) {
            found.add(Check.failed("accounts", e.said().in(language), language.say("SUPABASE_DB_URL과 ACCOUNTS_SQL의 파일을 확인하세요",
                    "Check SUPABASE_DB_URL, and the file of ACCOUNTS_SQL")));
            return;
        }
        for (Problem each : list.problems()) {
            found.add(Check.failed("accounts" + (each.alias().isEmpty() ? "" : "." + each.alias()),
                    (each.line() > 0 ? language.say(each.line() + "번째 줄: ", "line " + each.line() + ": ") : "") + each.words().in(language),
                    language.say("accounts.yaml(ACCOUNTS_SQL이면 그 행)에서 고치세요. 다른 계좌에는 영향이 없습니다",
                            "Correct it in accounts.yaml, or the row of ACCOUNTS_SQL. It costs no other account")));
        }
        List<String> names = list.accounts().stream().map(AccountSettings::alias).toList();
        String one = wanted != null ? wanted : names.isEmpty() ? null : names.get(0);
        if (one == null) {
            found.add(Check.warning("accounts", language.say("어느 계좌도 볼 수 없습니다", "no account of the list can be looked at"),
                    language.say("accounts.yaml을 고치거나, ACCOUNTS_SQL의 쿼리가 찾는 행을 확인하세요",
                            "Correct accounts.yaml, or see which rows the query of ACCOUNTS_SQL finds")));
            return;
        }
        try {
            environment = chosen.environment(one);
            found.add(Check.ok("accounts", language.say("계좌 " + names.size() + "개 가운데 " + one + "을(를) 봅니다. 다른 계좌는 --account 이름",
                    names.size() + " accounts, this looks at " + one + "; another with --account NAME")));
        } catch (SettingsException e) {
            found.add(Check.failed("accounts." + one, e.getMessage(), language.say("목록의 이름을 쓰세요: ", "Use a name of the list: ")
                    + String.join(", ", names)));
        }
    }

    List<Check> found() {
        return List.copyOf(found);
    }

    /** In which the account that is looked at is the only one. */
    Map<String, String> environment() {
        return environment;
    }
}
