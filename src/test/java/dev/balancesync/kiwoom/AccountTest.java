package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
    @ParameterizedTest
    @ValueSource(strings = {"8112-5100", "81125100", " 8112-5100 "})
    void eight_digits_are_stored_until_the_broker_tells_all_ten(String configured) {
        var account = new Account(configured, "");

        assertThat(account.spelling()).isEqualTo("81125100");
        assertThat(account.isUnknown()).isTrue();
        assertThat(account.recognise("8112510011")).isEqualTo("8112510011");
        assertThat(account.spelling()).isEqualTo("8112510011");
        assertThat(account.isUnknown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"81125100", "8112-5100", "8112510011", " 8112510011 ", "8112-5100-11", "8112510099"})
    void every_spelling_with_the_same_eight_digits_is_the_same_account(String kiwoom) {
        var account = new Account("8112510011", "");

        account.learn(Map.of("acctNo", "8112510011"));

        assertThat(account.recognise(kiwoom)).isEqualTo("8112510011");
        assertThat(account.spelling()).isEqualTo("8112510011");
    }

    @Test
    void what_kiwoom_calls_the_account_wins_over_the_ten_digits_configured() {
        var account = new Account("8112510099", "");

        account.learn(Map.of("acctNo", "8112510011"));

        assertThat(account.spelling()).isEqualTo("8112510011");
    }

    @ParameterizedTest
    @CsvSource({"RC9000, true", "1504, true", "1505, true", "99, false", "500, false", "8005, false"})
    void eight_digits_have_to_do_only_when_the_broker_will_never_tell_the_ten(String code, boolean settled) {
        var account = new Account("8112-5100", "");
        assertThat(account.isSettled()).isFalse();

        account.notTold(new BrokerException(BrokerError.of(code, "")));
        account.notTold(new IOException("timed out"));

        assertThat(account.isSettled()).isEqualTo(settled);
    }

    @Test
    void a_token_of_another_account_is_refused() {
        var account = new Account("8112-5100", "");

        assertThatThrownBy(() -> account.learn(Map.of("acctNo", "0123456789"))).isInstanceOf(BadEntryException.class);
    }

    @Test
    void the_first_ten_digits_stay_the_spelling() {
        var account = new Account("81125100", "");
        account.recognise("8112510011");

        assertThat(account.recognise("8112510022")).isEqualTo("8112510011");
        assertThat(account.recognise("81125100")).isEqualTo("8112510011");
    }

    @Test
    void eight_digits_from_the_broker_tell_nothing_new() {
        var account = new Account("8112-5100", "");

        assertThat(account.recognise("81125100")).isEqualTo("81125100");
        assertThat(account.isUnknown()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"8112-5100, 8112-5100", "8112510011, 81125100", "81125100, ' 8112-5100-11 '"})
    void a_chosen_spelling_is_stored_whatever_the_broker_writes(String configured, String chosen) {
        var account = new Account(configured, chosen);

        assertThat(account.recognise("8112510011")).isEqualTo(chosen.strip());
        assertThat(account.spelling()).isEqualTo(chosen.strip());
        assertThat(account.isUnknown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8112510111", "1111111111", "9112510011", "0081125100"})
    void another_account_is_refused_and_not_repeated(String kiwoom) {
        var account = new Account("8112-5100", "");

        assertThatThrownBy(() -> account.recognise(kiwoom))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("account"))
                .hasMessageNotContaining("81125");
        assertThat(account.isUnknown()).isTrue();
    }

    /** Nobody knows whose the entry is, so it may be a fill of this account: a loss, where another account's entry is none. */
    @ParameterizedTest
    @ValueSource(strings = {"8112510", "", "null", "0", "0000000000", "********11", "112510011", "８１１２５１００"})
    void what_is_no_account_number_is_nobodys(String kiwoom) {
        var account = new Account("8112-5100", "");

        assertThatThrownBy(() -> account.recognise(kiwoom))
                .isInstanceOfSatisfying(BadEntryException.class, bad -> assertThat(bad.reason()).isEqualTo("value"));
        assertThatThrownBy(() -> account.learn(Map.of("acctNo", kiwoom))).isInstanceOf(BadEntryException.class);
        assertThat(account.isAnothers()).isFalse();
    }

    @Test
    void an_answer_without_an_account_number_tells_of_no_other_account() {
        var account = new Account("8112-5100", "");

        assertThatThrownBy(() -> account.learn(Map.of())).isInstanceOf(BadEntryException.class);

        assertThat(account.isAnothers()).isFalse();
        assertThat(account.isSettled()).isFalse();
    }

    @Test
    void another_account_is_refused_by_the_chosen_spelling_too() {
        var account = new Account("8112-5100", "1111111111");

        assertThatThrownBy(() -> account.recognise("1111111111")).isInstanceOf(BadEntryException.class);
    }

    @ParameterizedTest
    @CsvSource({"8112-5100, ****5100", "8112510011, ******0011"})
    void only_the_last_four_digits_are_shown(String configured, String shown) {
        assertThat(new Account(configured, "")).hasToString(shown);
    }

    @Test
    void a_mask_does_not_fail_on_a_short_text() {
        assertThat(Account.mask("12")).isEqualTo("12");
        assertThat(Account.mask("")).isEmpty();
    }

    @Test
    void the_spelling_is_settled_when_ten_digits_are_known_or_one_is_chosen() {
        var heard = new Account("8112-5100", "");
        heard.recognise("8112510011");

        assertThat(heard.isSettled()).isTrue();
        assertThat(new Account("8112510011", "").isSettled()).isTrue();
        assertThat(new Account("8112-5100", "8112-5100").isSettled()).isTrue();
    }

    @Test
    void an_answer_of_eight_digits_is_all_that_the_broker_will_tell() {
        var account = new Account("8112-5100", "");

        account.learn(Map.of("acctNo", "81125100"));

        assertThat(account.isSettled()).isTrue();
        assertThat(account.isUnknown()).isTrue();
    }

    @Test
    void a_token_of_another_account_is_remembered_until_one_of_this_account_is_used() {
        var account = new Account("8112-5100", "");
        assertThatThrownBy(() -> account.learn(Map.of("acctNo", "2222222222"))).isInstanceOf(BadEntryException.class);
        assertThat(account.isAnothers()).isTrue();
        assertThat(account.isSettled()).isFalse();

        account.learn(Map.of("acctNo", "8112510011"));

        assertThat(account.isAnothers()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "8112510011, '',        8112510011,   false", "8112510011, '',        8112510022, false", "8112510011, '',        8112-5100,    true",
        "8112510011, '',        8112-5100-11, true", "8112510011, '',        2222222222, false", "8112510011, '',        8112,         false",
        "8112510011, '',        22222222,     false", "8112-5100,  '',        8112-5100,    false",
        "8112-5100,  '',        8112510011,   false", "8112-5100,  '',        81125100,   false",
        "8112-5100,  81125100,  8112-5100,    true", "8112-5100,  8112-5100, 8112510011, false", "8112510011, 8112-5100, 8112510011,   true",
    })
    void a_row_under_an_older_name_of_this_account_is_found(String configured, String chosen, String stored, boolean older) {
        var account = new Account(configured, chosen);

        assertThat(account.isOlderName(stored)).isEqualTo(older);
    }

    @Test
    void the_ten_digits_that_the_tables_have_are_the_spelling_until_kiwoom_tells_others() {
        var account = new Account("8112-5100", "");

        account.adopt(List.of("8112-5100", "8112510011", "2222222222"));

        assertThat(account.spelling()).isEqualTo("8112510011");
        assertThat(account.isSettled()).isTrue();
        assertThat(account.isUnknown()).isTrue();
        assertThat(account.isOlderName("8112-5100")).isTrue();
        assertThat(account.recognise("8112510031")).isEqualTo("8112510031");
    }

    @Test
    void two_numbers_in_the_tables_tell_nothing() {
        var account = new Account("8112-5100", "");

        account.adopt(List.of("8112510011", "8112510031"));

        assertThat(account.spelling()).isEqualTo("81125100");
        assertThat(account.fullNumbers(List.of("8112510011", "8112510031"))).containsExactly("8112510011", "8112510031");
    }

    @Test
    void a_chosen_spelling_stays_whatever_the_tables_have() {
        var account = new Account("8112-5100", "8112-5100");

        account.adopt(List.of("8112510011"));

        assertThat(account.spelling()).isEqualTo("8112-5100");
        assertThat(account.isOlderName("8112510011")).isTrue();
    }

    @Test
    void the_number_that_is_known_counts_beside_those_of_the_tables() {
        assertThat(new Account("8112510011", "").fullNumbers(List.of("8112-5100", "8112510031", "2222222222")))
                .containsExactly("8112510011", "8112510031");
        assertThat(new Account("8112-5100", "").fullNumbers(List.of("8112-5100", "8112510031"))).containsExactly("8112510031");
    }

    @Test
    void the_name_of_a_row_changes_when_kiwoom_tells_the_ten_digits() {
        var account = new Account("8112-5100", "");
        assertThat(account.name()).isEqualTo(new Account.Name("81125100", false, null));

        account.recognise("8112510011");

        assertThat(account.name()).isEqualTo(new Account.Name("8112510011", true, "8112510011"));
    }
}
