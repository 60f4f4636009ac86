package io.kirinuki.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;

class YamlTest {
    private record Shelf(List<Cup> cups) {}

    private record Cup(String colour, Integer size) {}

    @Test
    void whatIsLeftOutIsNull() {
        assertThat(Yaml.STRICT.readValue("cups: [{colour: blue}]", Shelf.class))
                .isEqualTo(new Shelf(List.of(new Cup("blue", null))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cups: [{size: 3}, {sise: 3}]  | cups[1].sise: no such field; there are [colour, size]",
                "cups: [{size: big}]           | cups[0].size: Cannot deserialize value of type `java.lang.Integer`",
                "cups: [];cups: []             | not YAML: Duplicate Object property \"cups\" (line 2, column 5)",
                "cups: [                       | not YAML: while parsing a flow node",
                "cups: [];---;cups: []         | Trailing token",
            })
    void whatNobodyCanHaveMeantIsRefusedWithItsPlace(String lines, String problem) {
        assertThatThrownBy(() -> Yaml.STRICT.readValue(lines.replace(';', '\n'), Shelf.class))
                .asInstanceOf(type(JacksonException.class))
                .extracting(Yaml::problem)
                .asString()
                .startsWith(problem);
    }
}
