package dev.balancesync.kiwoom;

import java.util.List;

/** The codes that have words, for tests elsewhere. */
public final class BrokerCodes {
    public static final List<String> ALL = BrokerCode.all().stream().map(BrokerCode::code).toList();

    private BrokerCodes() {
    }
}
