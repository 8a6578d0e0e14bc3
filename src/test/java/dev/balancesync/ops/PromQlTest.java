package dev.balancesync.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', value = {
        "up == 0 => up",
        "a_total{state=\"OPEN\",x=~\"b_total|c\"} > 5 => a_total",
        "histogram_quantile(0.99, sum by (le, job) (rate(a_bucket{x=\"$x\"}[$__rate_interval]))) => a_bucket",
        "a > on(instance, job) group_left(name) b => a,b",
        "x == 0 and on() hour(vector(time() + 32400)) >= 8 < 20 => x",
        "max_over_time(a[5m:1m] offset 5m) or b unless c => a,b,c",
        "sum (a) without (x) / 1e3 * 2 + Inf => a",
        "rate ( a_sum{b='c}d'}[5m] ) => a_sum",
    })
    void the_metrics_of_an_expression_are_found(String expression, String metrics) {
        assertThat(PromQl.metrics(expression)).containsExactly(Arrays.stream(metrics.split(",")).toArray(String[]::new));
    }
}
