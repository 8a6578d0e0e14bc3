package dev.balancesync.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import dev.balancesync.kiwoom.Bilingual;
import dev.balancesync.kiwoom.Language;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How the tables stand towards front ends on Supabase: who may read, what Realtime sends, and the SQL that brings older tables to where
 * {@code create-tables.sql} puts new ones. It changes nothing. On plain PostgreSQL, without Supabase's roles, there is nothing to find.
 */
public final class Exposure {
    private static final Logger LOG = LoggerFactory.getLogger("kiwoom.store");
    private static final int SECONDS = 4;

    /** What {@code doctor} calls a line each. */
    public enum Topic {
        ROWS, GRANTS, REALTIME, COLUMNS
    }

    /**
     * @param words what is not as it should be, of which tables, and what that means
     * @param statements that put it right, or an SQL comment where only the user can decide
     */
    public record Finding(Topic topic, Bilingual words, List<Bilingual> statements) {
    }

    /** A query without parameters. */
    public interface Query {
        List<Map<String, Object>> all(String sql) throws SQLException;
    }

    private final List<Finding> findings;

    private Exposure(List<Finding> findings) {
        this.findings = findings;
    }

    /** @throws SQLException when the database cannot be asked */
    public static Exposure look(Query query) throws SQLException {
        return new Exposure(query.all(ExposedTable.LOOK).stream().flatMap(row -> new ExposedTable(row).judged().stream())
                .collect(groupingBy(each -> List.of(each.topic(), each.words()), LinkedHashMap::new, toList()))
                .values().stream().map(ExposedTable.Found::together).toList());
    }

    public List<Finding> findings(Topic topic) {
        return findings.stream().filter(finding -> finding.topic() == topic).toList();
    }

    /**
     * One block for Supabase's SQL editor, or for psql: all or nothing but for the publication, which may belong to somebody else. Empty when
     * there is nothing to put right.
     */
    public String sql(Language language) {
        var block = new ArrayList<String>();
        List<String> statements = findings.stream().flatMap(finding -> finding.statements().stream()).map(each -> each.in(language)).distinct().toList();
        statements.stream().filter(Exposure::isMembership).forEach(block::add);
        block.add("begin;");
        statements.stream().filter(each -> !isMembership(each) && !isPublishing(each)).forEach(block::add);
        block.add("commit;");
        statements.stream().filter(Exposure::isPublishing).forEach(block::add);
        return statements.isEmpty() ? "" : String.join("\n", block);
    }

    private static boolean isMembership(String statement) {
        return statement.startsWith("grant") && !statement.contains(" on ");
    }

    private static boolean isPublishing(String statement) {
        return statement.startsWith("alter publication");
    }

    /** Tells the log, once at the start: what the service may not put right itself, and older tables. */
    public static final class Teller {
        private final JdbcTemplate database;
        private boolean told;

        public Teller(DataSource dataSource) {
            database = new JdbcTemplate(dataSource);
            database.setQueryTimeout(SECONDS);
        }

        /** Never fails: who cannot be asked is told by the next statement that matters. */
        public synchronized void tell() {
            if (told) {
                return;
            }
            try {
                Exposure exposure = look(database::queryForList);
                exposure.findings.stream().filter(each -> each.topic() != Topic.COLUMNS).forEach(each ->
                        LOG.warn("Front ends: {}. To put it right: {}", each.words().english(), each.statements().stream().map(Bilingual::english).collect(joining(" "))));
                told = true;
            } catch (SQLException | DataAccessException e) {
                LOG.debug("How the tables stand towards front ends could not be asked: {}", DatabaseAnswers.reason(e));
            }
        }
    }
}
