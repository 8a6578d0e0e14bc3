package dev.balancesync.store;

import static dev.balancesync.kiwoom.BilingualTest.assertBoth;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import dev.balancesync.balance.FieldMapping;
import dev.balancesync.kiwoom.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the mapping reads and a shipped statement does not write everywhere is named with its place. */
class MappedColumnsTest {
    private static final String PREFIX = "balance.fields.";

    private static Path file(String schema) {
        return Path.of("routes", "sql", schema, "write-batch.sql");
    }

    private static MappedColumns mapped(String... more) throws IOException {
        var settings = new Properties();
        try (var text = Files.newBufferedReader(Path.of("application.properties"))) {
            settings.load(text);
        }
        Map<String, String> table = new LinkedHashMap<>();
        settings.stringPropertyNames().stream().filter(name -> name.startsWith(PREFIX)).forEach(name -> table.put(name.substring(PREFIX.length()), settings.getProperty(name)));
        for (String each : more) {
            table.put(each.split("=")[0], each.split("=")[1]);
        }
        return new MappedColumns(new FieldMapping(table, new Account("8112-5100", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "legacy"})
    void the_shipped_statements_write_all_of_the_shipped_mapping(String schema) throws IOException {
        assertThat(mapped().missing(file(schema), Files.readString(file(schema)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "legacy"})
    void a_new_line_of_the_mapping_alone_is_missing_everywhere(String schema) throws IOException {
        assertThat(mapped("945=net_bought_today amount").missing(file(schema), Files.readString(file(schema)))).hasValueSatisfying(words -> assertThat(words.english())
                .contains("balance.fields.945 reads net_bought_today", file(schema).toString(), "as entry (…)", "the inner select", "the columns of the insert",
                        "the update set", "is distinct from"));
    }

    /** Each taken out of the shipped file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "standard | stock_name text,                                | ''              | as entry (…)",
        "standard | 'coalesce(entry.stock_name, known.stock_name) as stock_name,' | '' | the inner select",
        "standard | 'loan_date, stock_name, current_price, quantity, available_quantity,\n    average_price, total_purchase_amount, evaluated_amount' | 'loan_date, current_price, quantity, available_quantity,\n    average_price, total_purchase_amount, evaluated_amount' | the columns of the insert",
        "standard | stock_name = excluded.stock_name,               | ''              | the update set",
        "standard | (held.stock_name,                               | (               | is distinct from",
        "standard | (excluded.stock_name,                           | (               | is distinct from",
        "standard | profit_loss_rate_computed boolean,              | ''              | as entry (…)",
        "legacy   | avg_price = excluded.avg_price,                 | ''              | the update set",
        "legacy   | ' avg_price, purchase_amount,\n    evaluated_amount, profit_loss, profit_loss_rate, updated_at)' | ' purchase_amount,\n    evaluated_amount, profit_loss, profit_loss_rate, updated_at)' | the columns of the insert"})
    void one_forgotten_place_is_named_alone(String schema, String shipped, String edited, String place) throws IOException {
        String text = Files.readString(file(schema));
        String without = text.replace(shipped, edited);
        assertThat(without).isNotEqualTo(text);

        assertThat(mapped().missing(file(schema), without)).hasValueSatisfying(words -> {
            assertThat(words.english()).contains(place).doesNotContain(", in ");
            assertBoth(words);
        });
    }

    @Test
    void what_somebody_computes_in_the_place_of_a_value_is_his() throws IOException {
        String text = Files.readString(file("standard"));

        assertThat(mapped().missing(file("standard"), text.replace("coalesce(entry.stock_name, known.stock_name) as", "'mine' as"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "merge into kw_portfolio using … stock_name current_price quantity available_quantity average_price total_purchase_amount profit_loss_rate_computed | ''",
        "merge into kw_portfolio using … current_price quantity available_quantity average_price total_purchase_amount profit_loss_rate_computed | the file"})
    void a_statement_of_another_build_has_to_name_it_and_no_more(String text, String place) throws IOException {
        assertThat(mapped().missing(file("standard"), text).map(words -> words.english().contains("missing in " + place + ". "))).isEqualTo(
                place.isEmpty() ? Optional.empty() : Optional.of(true));
    }
}
