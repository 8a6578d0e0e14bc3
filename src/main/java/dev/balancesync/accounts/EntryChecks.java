package dev.balancesync.accounts;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.settings.SettingsException;

/** Takes the entries of one list, and tells of each whether it makes sense by itself and beside those before it. Used once. */
final class EntryChecks {
    private static final Pattern ALIAS = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{8}(\\d{2})?");
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    /** A header or a JSON value must be able to hold a key. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

    private final AccountDefaults defaults;
    private final References references;
    private final Function<Field, String> called;
    private final List<AccountSettings> accounts = new ArrayList<>();
    private final List<AccountSettings> leftOut = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    /** What was wrong with each entry before anybody looked at its values. */
    private final Map<AccountEntry, List<Problem>> entries = new LinkedHashMap<>();
    /** The account numbers of all entries. */
    private final Set<String> numbers = new HashSet<>();
    /** Who has an alias, an App key or an account number already. */
    private final Map<String, String> owners = new HashMap<>();

    /** @param called how a field is called where the entries are written */
    EntryChecks(AccountDefaults defaults, References references, Function<Field, String> called) {
        this.defaults = defaults;
        this.references = references;
        this.called = called;
    }

    /** Something that costs no entry of its own. */
    void complain(int line, String korean, String english) {
        problems.add(new Problem("", line, new Bilingual(korean, english)));
    }

    /** @param before what was wrong with it already */
    void take(AccountEntry entry, List<Problem> before) {
        entries.put(entry, before);
        numbers.add(AccountSettings.digits(followed(entry, Field.ACCOUNT_NO)));
    }

    Read read() {
        numbers.remove("");
        entries.forEach(this::judge);
        return new Read(List.copyOf(accounts), List.copyOf(problems), List.copyOf(leftOut), true);
    }

    private void judge(AccountEntry entry, List<Problem> before) {
        var one = new One(entry);
        problems.addAll(before.stream().map(each -> new Problem(one.shown, each.line(), each.words())).toList());
        AccountSettings settings = one.settings();
        boolean good = one.complaints == 0 && before.isEmpty() && !isDouble(one, settings);
        (good ? accounts : leftOut).add(settings);
    }

    /** As far as it leads somewhere. */
    private String followed(AccountEntry entry, Field field) {
        try {
            return references.follow(entry.text(field));
        } catch (References.NowhereException | SettingsException e) {
            return "";
        }
    }

    /** Told once, however many need it. */
    private void noVariables(Bilingual why) {
        var problem = new Problem("", 0, new Bilingual(
                ".env를 읽을 수 없어 그 값이 필요한 계좌는 새로 지켜보지 못합니다. 지켜보던 계좌는 그대로입니다. " + why.korean(),
                ".env cannot be read, so an account that needs it is not taken up; those that are served stay so. " + why.english()));
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** Whether an alias has the number of any account of the list in it. */
    private boolean tells(String alias) {
        String digits = alias.replace("-", "");
        return digits.matches(".*\\d{8}.*") && numbers.stream().anyMatch(digits::contains);
    }

    /** Nobody is the owner of anything whose entry is left out. */
    private boolean isDouble(One one, AccountSettings settings) {
        var claims = new EnumMap<Field, String>(Field.class);
        claims.put(Field.NAME, settings.alias());
        claims.put(Field.APP_KEY, settings.appKey());
        claims.put(Field.ACCOUNT_NO, AccountSettings.digits(settings.accountNo()));
        claims.forEach((field, value) -> {
            String owner = owners.get(field + value);
            if (owner != null) {
                one.complain(field, "이미 " + owner + " 계좌가 쓰고 있습니다", "belongs to " + owner + " already");
            }
        });
        if (one.complaints == 0) {
            claims.forEach((field, value) -> owners.put(field + value, settings.alias()));
        }
        return one.complaints > 0;
    }

    private final class One {
        private final AccountEntry entry;
        /** Its alias, where it has a proper one. */
        private final String shown;
        private int complaints;

        One(AccountEntry entry) {
            this.entry = entry;
            String alias = entry.text(Field.NAME);
            boolean tells = tells(alias);
            this.shown = ALIAS.matcher(alias).matches() && !tells ? alias : "";
            if (tells) {
                complain(Field.NAME, "계좌번호가 들어 있습니다. 로그와 화면에 나오는 이름이니 다른 이름을 쓰세요",
                        "has an account number in it; logs and pages show it, so choose another");
            } else if (shown.isEmpty() && !alias.isEmpty()) {
                complain(Field.NAME, "a-z, 0-9, '-'로 된 1~32자여야 합니다", "must be 1 to 32 of a-z, 0-9 and '-'");
            }
        }

        AccountSettings settings() {
            String alias = required(Field.NAME);
            boolean demo = demo();
            AccountDefaults.Hosts hosts = defaults.hosts(demo);
            return new AccountSettings(alias, key(Field.APP_KEY), key(Field.APP_SECRET), account(), demo, user(),
                    url(Field.REST_URL, hosts.restUrl(), "http", "https"), url(Field.WS_URL, hosts.wsUrl(), "ws", "wss"));
        }

        private String required(Field field) {
            if (entry.text(field).isEmpty()) {
                complain(field, "값이 없습니다", "is missing");
            }
            return field == Field.NAME ? entry.text(field) : value(field);
        }

        /** Empty when there is none; what is wrong with it has been said then. */
        private String value(Field field) {
            try {
                return references.follow(entry.text(field));
            } catch (References.NowhereException e) {
                complain(field, e.words().korean(), e.words().english());
                return "";
            } catch (SettingsException e) {
                complaints++;
                noVariables(e.said());
                return "";
            }
        }

        private String key(Field field) {
            return formed(field, required(field), KEY, "빈칸 없는 영문·숫자·기호 한 줄이어야 합니다",
                    "must be one line of letters, digits or signs of ASCII without a blank");
        }

        private String account() {
            String account = required(Field.ACCOUNT_NO);
            formed(Field.ACCOUNT_NO, account.replace("-", "").strip(), ACCOUNT, "8자리나 10자리 숫자여야 합니다(예: 8112-5100)",
                    "must be 8 or 10 digits, such as 8112-5100");
            return account;
        }

        private String user() {
            if (entry.text(Field.USER_ID).isEmpty() && defaults.userIdRequired()) {
                complain(Field.USER_ID, "값이 없습니다. BALANCE_SCHEMA=legacy의 행은 사용자의 것이라 꼭 필요합니다",
                        "is missing: BALANCE_SCHEMA=legacy needs it, because its rows belong to a user");
            }
            return formed(Field.USER_ID, value(Field.USER_ID), UUID, "uuid여야 합니다. Supabase의 Authentication > Users에 있습니다",
                    "must be a uuid, as Supabase shows it under Authentication > Users");
        }

        private boolean demo() {
            String value = value(Field.DEMO).toLowerCase(Locale.ROOT);
            if (!value.matches("|true|false")) {
                complain(Field.DEMO, "true나 false여야 합니다", "must be true or false");
            }
            return value.isEmpty() ? defaults.demo() : Boolean.parseBoolean(value);
        }

        private String url(Field field, String usual, String... schemes) {
            String value = value(field);
            if (!value.isEmpty() && !isUrl(value, List.of(schemes))) {
                String beginning = String.join("://, ", schemes) + "://";
                complain(field, "다음 중 하나로 시작하고 밑줄 없는 호스트 이름이 있는 주소여야 합니다: " + beginning,
                        "must be an address that starts with one of " + beginning + " and has a host name without underscores");
            }
            return value.isEmpty() ? usual : value;
        }

        private String formed(Field field, String value, Pattern form, String korean, String english) {
            if (!value.isEmpty() && !form.matcher(value).matches()) {
                complain(field, korean, english);
            }
            return value;
        }

        void complain(Field field, String korean, String english) {
            complaints++;
            String name = called.apply(field);
            problems.add(new Problem(shown, entry.line(field), new Bilingual(name + ": " + korean, name + " " + english)));
        }
    }

    private static boolean isUrl(String value, List<String> schemes) {
        try {
            URI url = URI.create(value);
            return url.getHost() != null && schemes.contains(url.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
