package dev.balancesync.simulator;

import java.util.List;
import java.util.Random;

/**
 * What the account holds at the start: the first are always the same, then come real stocks, then invented ones with names and codes like
 * those of the KRX. Their prices, quantities and costs are chosen by the seed.
 */
final class Portfolio {
    /** As many as the KRX lists stocks, about. */
    static final int MOST = 2_500;
    static final int USUAL = 3;

    private static final List<String> LISTED = List.of("000660 SK하이닉스 182500", "035420 NAVER 214500", "005380 현대차 236000",
            "373220 LG에너지솔루션 389500", "207940 삼성바이오로직스 1012000", "000270 기아 103200", "068270 셀트리온 178900", "105560 KB금융 84700",
            "055550 신한지주 52400", "012330 현대모비스 251500", "028260 삼성물산 142800", "066570 LG전자 98700", "003670 포스코퓨처엠 241000",
            "005490 POSCO홀딩스 352000", "051910 LG화학 318500", "006400 삼성SDI 327000", "096770 SK이노베이션 112300", "032830 삼성생명 91300",
            "015760 한국전력 21850", "034730 SK 158400", "017670 SK텔레콤 56700", "030200 KT 41150", "033780 KT&G 107600",
            "009150 삼성전기 134500", "010130 고려아연 689000", "011200 HMM 18240", "018260 삼성에스디에스 149200", "086790 하나금융지주 61500",
            "316140 우리금융지주 15780", "010950 S-Oil 68900", "024110 기업은행 14090", "003550 LG 79800", "259960 크래프톤 262500",
            "000810 삼성화재 341500", "047050 포스코인터내셔널 57200", "090430 아모레퍼시픽 133700", "036570 엔씨소프트 198300", "323410 카카오뱅크 22950",
            "251270 넷마블 61800", "352820 하이브 203500", "005935 삼성전자우 49850", "005387 현대차2우B 166400", "247540 에코프로비엠 187600",
            "091990 셀트리온헬스케어 71200", "293490 카카오게임즈 20450", "263750 펄어비스 31650", "122630 KODEX 레버리지 17835",
            "114800 KODEX 인버스 4420", "102110 TIGER 200 36290", "360750 TIGER 미국S&P500 19475", "0051G0 TIGER 조선TOP10 12365",
            "0089D0 KODEX 미국머니마켓액티브 10180");
    private static final String[] FIRST = {"한빛", "대한", "동아", "신성", "우진", "태광", "성우", "유니온", "세종", "코리아", "진양", "삼화", "미래", "에이치",
            "넥스트", "그린", "오리엔탈", "서울", "부산", "금강", "백산", "원일", "대륙", "제일", "한국", "아이", "케이", "디에스", "엠에스", "에스엘"};
    private static final String[] SECOND = {"전자", "화학", "제약", "바이오", "건설", "산업", "테크", "홀딩스", "반도체", "에너지", "소재", "정밀", "식품",
            "로보틱스", "소프트", "시스템", "머티리얼즈", "모빌리티", "케미칼", "네트웍스", "물산", "엔지니어링", "메디칼", "철강", "패션"};

    private Portfolio() {
    }

    /**
     * Lists the stocks and puts them into the account.
     *
     * @param seed of the stocks and their prices
     * @param own the chance by which one of many accounts holds more or less of them; {@code null} for the only one
     */
    static void fill(TradingAccount account, Market market, int holdings, long seed, Random own) {
        if (holdings >= 1) {
            usual(account, "005930", 102, 6_201_834, own);
        }
        if (holdings >= 2) {
            usual(account, "035720", 40, 1_702_000, own);
        }
        if (holdings >= USUAL) {
            usual(account, "069500", 10, 358_900, own);
        }
        var random = new Random(seed);
        Random lots = own == null ? random : own;
        for (int i = USUAL; i < holdings; i++) {
            Stock stock = i - USUAL < LISTED.size() ? listed(market, LISTED.get(i - USUAL), random) : invented(market, i, random);
            long quantity = 1 + lots.nextInt(stock.price > 100_000 ? 50 : 500);
            long paid = Math.round(stock.price * (0.7 + lots.nextInt(61) / 100.0));
            account.hold(stock.code, SimulatedLot.CASH, "", quantity, paid * quantity + lots.nextInt((int) quantity));
        }
    }

    private static void usual(TradingAccount account, String code, int quantity, long cost, Random own) {
        if (own == null) {
            account.hold(code, SimulatedLot.CASH, "", quantity, cost);
        } else {
            long held = 1 + own.nextInt(2 * quantity);
            account.hold(code, SimulatedLot.CASH, "", held, cost * held / quantity * (80 + own.nextInt(41)) / 100);
        }
    }

    private static Stock listed(Market market, String line, Random random) {
        String code = line.substring(0, line.indexOf(' '));
        Stock stock = market.stock(code);
        if (stock == null) {
            int price = line.lastIndexOf(' ');
            stock = market.list(code, line.substring(code.length() + 1, price), Long.parseLong(line.substring(price + 1)));
        }
        stock.price = onTick(stock.price + (random.nextInt(21) - 10) * Stock.tick(stock.price));
        return stock;
    }

    private static Stock invented(Market market, int number, Random random) {
        int round = number / (FIRST.length * SECOND.length);
        String name = FIRST[number % FIRST.length] + SECOND[number / FIRST.length % SECOND.length] + (round == 0 ? "" : round + 1);
        // newer codes have letters; of the others the last digit 0 is a common share's
        boolean lettered = number % 40 == 0;
        String code;
        do {
            code = lettered ? String.format("%04d%c0", random.nextInt(1_000), 'A' + random.nextInt(26))
                    : String.format("%05d0", 100 + random.nextInt(49_900));
        } while (market.stock(code) != null);
        return market.list(code, name, onTick(1_000 + random.nextInt(90_000)));
    }

    private static long onTick(long price) {
        return price / Stock.tick(price) * Stock.tick(price);
    }
}
