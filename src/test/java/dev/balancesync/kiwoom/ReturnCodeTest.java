package dev.balancesync.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReturnCodeTest {
    static Stream<Object> successes() {
        return Stream.of(0, 0L, BigInteger.ZERO, "0", "0000");
    }

    static Stream<Object> refusals() {
        return Stream.of(false, true, new BigDecimal("0.5"), new BigDecimal("0.0"), new BigDecimal("1e999999999"), new BigDecimal("1e-999999999"),
                0.0, 1, -1, 1L << 32, BigInteger.ONE.shiftLeft(64), "", " ", "00x", "0.0", "-0", " 0", "0 ", "１", "０", "null", List.of(0), Map.of());
    }

    @ParameterizedTest
    @MethodSource("successes")
    void success_is_the_whole_number_0_or_a_text_of_zeros(Object code) {
        assertThat(ReturnCode.isSuccess(code)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void nothing_else_is_a_success(Object code) {
        assertThat(ReturnCode.isSuccess(code)).isFalse();
    }

    @Test
    void a_code_that_is_missing_is_no_success() {
        assertThat(ReturnCode.isSuccess(null)).isFalse();
    }
}
