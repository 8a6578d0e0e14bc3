package dev.balancesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> NAMES = List.of("KIWOOM_APP_KEY", "KIWOOM_APP_SECRET", "SUPABASE_DB_URL");

    @Test
    void the_nearest_name_is_meant() {
        assertThat(Spelling.nearest("KIWOOM_APPKEY", NAMES, 3)).contains("KIWOOM_APP_KEY");
        assertThat(Spelling.nearest("SUPABASE_DBURL", NAMES, 3)).contains("SUPABASE_DB_URL");
        assertThat(Spelling.nearest("KIWOM_AP_SECRET", NAMES, 3)).contains("KIWOOM_APP_SECRET");
    }

    @Test
    void a_name_that_is_far_from_all_is_nobodys() {
        assertThat(Spelling.nearest("TELEGRAM_TOKEN", NAMES, 3)).isEmpty();
        assertThat(Spelling.nearest("KIWOOM_XYZ_KEYS", NAMES, 3)).isEmpty();
    }
}
