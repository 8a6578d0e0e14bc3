package dev.balancesync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;

import dev.balancesync.snapshot.Comparison.Total;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final Instant AT = Instant.parse("2026-11-23T01:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # kiwoom | ours    | fees | difference | of fees | unknown | Korean                                                  | English
            -196888  | -196500 | 388  | -388       | -388    | 0       | 키움의 평가손익: 테이블보다 388원 적습니다 (수수료·세금)    | Kiwoom's profit: 388 won less than ours (fees and tax)
            7450     | 9750    | 2300 | -2300      | -2300   | 0       | 키움의 평가손익: 테이블보다 2,300원 적습니다 (수수료·세금)  | Kiwoom's profit: 2,300 won less than ours (fees and tax)
            9750     | 9750    | 2300 | 0          | 0       | 0       | 키움의 평가손익: 테이블과 같습니다                          | Kiwoom's profit: equal to ours
            6000     | 9750    | 2300 | -3750      | -2300   | -1450   | 키움의 평가손익: 테이블보다 3,750원 적습니다 (그중 수수료·세금 2,300원) | Kiwoom's profit: 3,750 won less than ours (of which fees and tax are 2,300)
            10000    | 9750    |      | 250        | 0       | 250     | 키움의 평가손익: 테이블보다 250원 많습니다                  | Kiwoom's profit: 250 won more than ours
            10000    | 9750    | 0    | 250        | 0       | 250     | 키움의 평가손익: 테이블보다 250원 많습니다                  | Kiwoom's profit: 250 won more than ours
            -49000   |         | 10   |            |         |         | 키움의 평가손익: -49,000원. 테이블의 값에 알 수 없는 부분이 있어 비교하지 못합니다 | Kiwoom's profit: -49,000 won; a part of ours is unknown
            """)
    void it_is_equal_or_tells_by_how_much_and_why(BigDecimal kiwoom, BigDecimal ours, BigDecimal fees, BigDecimal difference, BigDecimal ofFees,
            BigDecimal unknown, String korean, String english) {
        var comparison = new Comparison(Total.PROFIT_LOSS, AT, kiwoom, ours, fees);

        assertThat(comparison.difference()).isEqualTo(difference);
        assertThat(comparison.ofFeesAndTax()).isEqualTo(ofFees);
        assertThat(comparison.unexplained()).isEqualTo(unknown);
        assertThat(comparison.words().korean()).isEqualTo(korean);
        assertThat(comparison.words().english()).isEqualTo(english);
    }
}
