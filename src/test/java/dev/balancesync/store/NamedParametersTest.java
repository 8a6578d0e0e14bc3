package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.component.sql.DefaultSqlPrepareStatementStrategy;
import org.apache.camel.component.sql.SqlPrepareStatementStrategy;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.CompositeIterator;

/** What it finds is what Camel finds. */
class NamedParametersTest {
    private static final String ROWS = "[{\"stock_code\":\"005930\",\"quantity\":7}]";

    private final NamedParameters once = new NamedParameters();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    static Stream<String> queries() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("routes/sql"))) {
            var shipped = new ArrayList<String>();
            for (Path file : files.filter(each -> each.endsWith("write-batch.sql")).sorted().toList()) {
                shipped.add(Files.readString(file).replaceAll("(?m)^--.*$", "").replace(":#", ":?"));
            }
            return Stream.concat(shipped.stream(), Stream.of("select 1", "select '12:30'::time", "delete from t where rows = :?${body}",
                    "select :?${body}, :?mine, :?${body}", "select :?in:some", "select :?${body.length}, :?${body}", "select :?$simple{body}",
                    "select :?${variable.mine}", ""));
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void it_finds_what_camel_finds_each_time(String query) throws Exception {
        exchange.getMessage().setHeader("mine", "a");
        exchange.getMessage().setHeader("some", "a,b");
        exchange.setVariable("mine", 3);

        for (String body : List.of(ROWS, "[]", ROWS)) {
            exchange.getMessage().setBody(body);

            assertThat(found(once, query)).isEqualTo(found(new DefaultSqlPrepareStatementStrategy(), query));
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void a_file_that_was_edited_is_searched_again(String query) throws Exception {
        exchange.getMessage().setBody(ROWS);
        exchange.getMessage().setHeader("mine", "a");
        exchange.getMessage().setHeader("some", "a,b");
        exchange.setVariable("mine", 3);
        found(once, "select :?${body}, :?${body}");

        assertThat(found(once, query)).isEqualTo(found(new DefaultSqlPrepareStatementStrategy(), query));
        assertThat(once.prepareQuery(query, false, exchange)).isEqualTo(query);
    }

    /** The text that the database gets, and what stands in its parameters. */
    private List<Object> found(SqlPrepareStatementStrategy strategy, String query) throws SQLException {
        var found = new ArrayList<Object>();
        String prepared = strategy.prepareQuery(query, true, exchange);
        found.add(prepared);
        if (prepared.contains("?")) {
            strategy.createPopulateIterator(query, prepared, (int) prepared.chars().filter(each -> each == '?').count(), exchange,
                    exchange.getMessage().getBody()).forEachRemaining(each -> found.add(each instanceof CompositeIterator<?> ? "several" : each));
        }
        return found;
    }
}
