package dev.balancesync.store;

import java.sql.SQLException;
import java.util.Set;

import com.zaxxer.hikari.SQLExceptionOverride;

/**
 * Has the pool give up connections that will not get better. One that may not write (SQLSTATE 25006, {@code read_only_sql_transaction}):
 * whether it may is settled when it is made; once the database can be written again, or another server is the primary, only another
 * connection finds out. And one whose named statements a pooler has lost.
 */
final class BrokenConnections implements SQLExceptionOverride {
    private static final String READ_ONLY = "25006";
    /** invalid_sql_statement_name: it is not there. duplicate_prepared_statement: another's of that name is. */
    private static final Set<String> NAMES_LOST = Set.of("26000", "42P05");
    private static final String PROTOCOL_VIOLATION = "08P01";

    private final Gate gate;

    BrokenConnections(Gate gate) {
        this.gate = gate;
    }

    @java.lang.Override
    public Override adjudicate(SQLException refusal) {
        gate.refused(refusal);
        String state = String.valueOf(refusal.getSQLState());
        if (NAMES_LOST.contains(state) || state.equals(PROTOCOL_VIOLATION) && String.valueOf(refusal.getMessage()).contains("prepared statement")) {
            gate.loseNames();
            return Override.MUST_EVICT;
        }
        return READ_ONLY.equals(state) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
