package dev.balancesync.store;

import java.sql.SQLException;

import com.zaxxer.hikari.SQLExceptionOverride;

/**
 * Has the pool give up a connection that may not write (SQLSTATE 25006, {@code read_only_sql_transaction}). Whether it may is settled when
 * it is made: once the database can be written again, or another server is the primary, only another connection finds out.
 */
final class ReadOnlyEvicts implements SQLExceptionOverride {
    private static final String READ_ONLY = "25006";

    @java.lang.Override
    public Override adjudicate(SQLException refusal) {
        return READ_ONLY.equals(refusal.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
