package dev.balancesync.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The books of the simulated account, kept a second time here from nothing but its fills. */
class SimulatorAccountTest {
    private static final int STEPS = 2_000;

    /** Quantity and cost of one stock. */
    private record Position(long quantity, long cost) {
        Position buy(long shares, long amount) {
            return new Position(quantity + shares, cost + amount);
        }

        Position sell(long shares) {
            return new Position(quantity - shares, cost - (shares == quantity ? cost : cost * shares / quantity));
        }
    }

    private final List<TradingAccount.Fill> fills = new ArrayList<>();
    private final Map<String, Position> positions = new HashMap<>();
    private long cash;

    private void keepBooks() {
        for (TradingAccount.Fill fill : fills) {
            String code = fill.order().stock.code;
            Position before = positions.getOrDefault(code, new Position(0, 0));
            long amount = fill.price() * fill.quantity();
            boolean buy = fill.order().buy;
            positions.put(code, buy ? before.buy(fill.quantity(), amount) : before.sell(fill.quantity()));
            cash += (buy ? -amount : amount) - fill.commission() - fill.tax();
        }
        fills.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatever_is_traded_no_won_and_no_share_is_made_or_lost(long seed) {
        var random = new Random(seed);
        var market = new Market(random);
        var account = new TradingAccount("1111111111", market, random, Costs.MOCK, order -> { }, fills::add);
        cash = account.cash;

        for (int step = 0; step < STEPS; step++) {
            market.move();
            account.fillWhatCanBe();
            account.tradeAtRandom();
            order(account, market.any(random), random);
            keepBooks();

            assertThat(account.cash).as("cash after step %d", step).isEqualTo(cash).isNotNegative();
            assertThat(account.orderable()).as("orderable after step %d", step).isBetween(0L, account.cash);
            assertThat(account.holdings()).as("holdings after step %d", step).allSatisfy(lot -> {
                assertThat(lot.quantity).isPositive();
                assertThat(lot.cost).isPositive();
                assertThat(account.available(lot.stock.code)).isBetween(0L, lot.quantity);
                assertThat(new Position(lot.quantity, lot.cost)).isEqualTo(positions.get(lot.stock.code));
            });
            assertThat(account.holdings()).hasSize((int) positions.values().stream().filter(each -> each.quantity() > 0).count());
        }
        assertThat(positions).hasSize(6).allSatisfy((code, position) -> assertThat(position.quantity()).isNotNegative());
    }

    /** Limit orders near the price, large ones too; a refusal is fine. */
    private static void order(TradingAccount account, Stock stock, Random random) {
        try {
            account.order(stock.code, random.nextBoolean(), 1 + random.nextInt(400), stock.price + (random.nextInt(9) - 4) * Stock.tick(stock.price));
        } catch (OrderRefused e) {
            assertThat(e).hasMessageContaining("부족");
        }
    }
}
