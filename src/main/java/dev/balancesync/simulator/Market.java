package dev.balancesync.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A few stocks whose prices walk at random, within the daily limit of 30 %. */
final class Market {
    private final Map<String, Stock> stocks = new LinkedHashMap<>();
    private final Random random;

    Market(Random random) {
        this.random = random;
        add(new Stock("005930", "삼성전자", 60_300));
        add(new Stock("000660", "SK하이닉스", 182_500));
        add(new Stock("035420", "NAVER", 214_500));
        add(new Stock("035720", "카카오", 41_200));
        add(new Stock("005380", "현대차", 236_000));
        add(new Stock("069500", "KODEX 200", 36_150));
    }

    private void add(Stock stock) {
        stocks.put(stock.code, stock);
    }

    /** @return {@code null} when nobody knows the code */
    Stock stock(String code) {
        return stocks.get(code.startsWith("A") ? code.substring(1) : code);
    }

    /** @throws IllegalArgumentException when nobody knows the code */
    void suspend(String code) {
        Stock stock = stock(code);
        if (stock == null) {
            throw new IllegalArgumentException("no stock " + code + " is listed");
        }
        stock.suspended = true;
    }

    void resume() {
        stocks.values().forEach(stock -> stock.suspended = false);
    }

    Stream<Stock> suspended() {
        return stocks.values().stream().filter(stock -> stock.suspended);
    }

    /** Makes a stock of a code that is not listed yet, for tests with many. */
    Stock list(String code, String name, long price) {
        Stock stock = new Stock(code, name, price);
        add(stock);
        return stock;
    }

    List<Stock> stocks() {
        return new ArrayList<>(stocks.values());
    }

    Stock any(Random random) {
        return stocks().get(random.nextInt(stocks.size()));
    }

    /** Moves every price by at most three ticks. */
    void move() {
        for (Stock stock : stocks.values()) {
            if (stock.suspended) {
                continue;
            }
            long moved = stock.price + (random.nextInt(7) - 3) * Stock.tick(stock.price);
            stock.price = Math.max(stock.basePrice * 7 / 10, Math.min(stock.basePrice * 13 / 10, moved));
        }
    }
}
