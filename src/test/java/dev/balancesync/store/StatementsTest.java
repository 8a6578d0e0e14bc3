package dev.balancesync.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;

import javax.sql.DataSource;

import dev.balancesync.settings.FileFunction;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Which files the endpoints of the routes name; what is judged of them is in {@link StatementsIT}. */
class StatementsTest {
    private static final Path ROUTES = Path.of("routes").toAbsolutePath();

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void setUp() {
        context.getRegistry().bind("dataSource", DataSource.class, new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none"));
        context.getPropertiesComponent().setInitialProperties(new Properties());
    }

    @AfterEach
    void tearDown() {
        context.stop();
    }

    private void name(String file) {
        context.getEndpoint("sql:file:" + file + "?dataSource=#dataSource");
    }

    /** As a path of Windows always is, and any that a shell would want quoted. */
    @Test
    void a_file_of_accounts_with_an_odd_path_is_none_of_the_folder_of_the_routes() {
        name(new FileFunction(setting -> "/srv/C:\\new {x} {{y}} 100% a%20b+c#d 한글/accounts.sql").apply("accounts.sql"));

        assertThat(Statements.named(context, ROUTES)).isEmpty();
    }

    @Test
    void a_file_in_the_folder_of_the_routes_is_found_by_an_odd_path_too() {
        Path file = ROUTES.resolve("sql/내 것 100%/select accounts.sql");
        name(new FileFunction(setting -> file.toString()).apply("accounts.sql"));

        assertThat(Statements.named(context, ROUTES)).containsExactly(file);
    }

    @Test
    void a_name_that_an_address_spells_otherwise_is_the_name_of_the_file() {
        name("sql/내 보유 종목+1.sql");

        assertThat(Statements.named(context, ROUTES)).containsExactly(ROUTES.resolve("sql/내 보유 종목+1.sql"));
    }
}
