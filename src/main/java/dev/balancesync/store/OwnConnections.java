package dev.balancesync.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Makes connections that are not of the pool, each its asker's own; how often after a refusal is the door's business. */
public interface OwnConnections {
    /** @param parameters that count instead of the address's own, as {@code &name=value} */
    Connection open(String parameters) throws SQLException;

    /** Told what was answered instead of an answer: a pooler lets in first, and logs in at the server when something is asked. */
    void refused(SQLException answer);
}
