package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts with many stocks. */
class SimulatorPortfolioIT {
    private static List<Held> holdings(int number, long seed) {
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(number).withSeed(seed))) {
            return kiwoom.holdings();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 45, 1_000, 2_500})
    void as_many_stocks_as_asked_for_are_held_and_look_like_stocks(int number) {
        List<Held> holdings = holdings(number, 1);

        assertThat(holdings).hasSize(number).allSatisfy(held -> {
            assertThat(held.code()).matches("\\d{6}|\\d{4}[A-Z]\\d");
            assertThat(held.name()).isNotBlank().doesNotContain("null");
            assertThat(held.quantity()).isPositive();
            assertThat(held.cost()).isPositive();
            assertThat(held.price() % Stock.tick(held.price())).as("tick of %s", held).isZero();
        });
        assertThat(holdings).extracting(Held::code).doesNotHaveDuplicates();
        assertThat(holdings).extracting(Held::name).doesNotHaveDuplicates();
    }

    @Test
    void the_seed_chooses_them() {
        assertThat(holdings(45, 7)).isEqualTo(holdings(45, 7)).isNotEqualTo(holdings(45, 8));
    }

    @Test
    void a_thousand_come_in_pages_that_fit_the_totals() {
        try (var kiwoom = KiwoomSimulator.start(SimulatorOptions.defaults().withHoldings(1_000).withPageRows(100))) {
            var rest = new RestClient(kiwoom);
            String token = rest.token("key");

            List<RestClient.Answer> pages = IntStream.range(0, 10)
                    .mapToObj(page -> rest.query("kt00018", token, "cont-yn", page == 0 ? "N" : "Y", "next-key",
                            String.valueOf(page * 100))).toList();

            assertThat(pages).extracting(page -> page.header("cont-yn") + " " + page.header("next-key"))
                    .startsWith("Y 100", "Y 200").endsWith("N ");
            long purchase = 0;
            for (RestClient.Answer page : pages) {
                for (JsonNode row : page.json().path("acnt_evlt_remn_indv_tot")) {
                    purchase += row.path("pur_amt").asLong();
                }
            }
            long sum = purchase;
            assertThat(pages).allSatisfy(page -> assertThat(page.json().path("tot_pur_amt").asLong()).isEqualTo(sum));
        }
    }
}
