package dev.balancesync.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

class RouteFileTest {
    private static RouteFile parse(String yaml) {
        return RouteFile.parse(Path.of("mine.camel.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ids_are_those_of_routes_and_steps_and_not_of_endpoints() {
        assertThat(parse("- route:\n    id: mine\n    from:\n      uri: direct\n      parameters:\n        id: 1\n      steps:\n        - log:\n            id: say\n"
                + "            message: x\n---\n- route:\n    id: second\n").ids()).containsExactly("mine", "say", "second");
    }

    @Test
    void an_id_without_a_value_is_none() {
        assertThat(parse("- route:\n    id:\n    from: null\n- route:\n    id: null\n").ids()).isEmpty();
    }

    @Test
    void what_stands_twice_is_told_with_its_line() {
        assertThatThrownBy(() -> parse("- route:\n    id: mine\n    id: yours\n")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 3: found duplicate key id");
    }

    @Test
    void an_alias_that_holds_itself_is_told_with_its_line() {
        for (String yaml : List.of("- x\n- &a\n  route:\n    id: mine\n    again: *a\n", "- x\n- &b [*b, {id: say}]\n")) {
            assertThatThrownBy(() -> parse(yaml)).as(yaml).isInstanceOf(IllegalArgumentException.class).hasMessageMatching("line [23]: an alias stands within .*");
        }
    }

    @Test
    void what_an_alias_names_again_is_there_once() {
        assertThat(parse("- &a {id: mine}\n- *a\n- *a\n").ids()).containsExactly("mine");
    }

    @Test
    void what_is_no_yaml_is_told_with_its_line() {
        assertThatThrownBy(() -> parse("- route: [\n    id: mine\n")).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("line ");
    }
}
