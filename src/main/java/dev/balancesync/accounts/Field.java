package dev.balancesync.accounts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an entry may say, as the file and as a column calls it. */
enum Field {
    NAME, APP_KEY, APP_SECRET, ACCOUNT_NO, DEMO, USER_ID, REST_URL, WS_URL;

    String inFile() {
        return column().replace('_', '-');
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Field> ofFile(String written) {
        return Arrays.stream(values()).filter(each -> each.inFile().equals(written)).findFirst();
    }
}
