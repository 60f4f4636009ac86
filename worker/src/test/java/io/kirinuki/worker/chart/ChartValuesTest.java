package io.kirinuki.worker.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Values, their documentation and their schema know the same; and what the chart installs of others is theirs. */
class ChartValuesTest {
    private static final String MARK = "<!-- values:";

    @Test
    void everyValueIsDocumentedAndEveryDocumentedValueIsKnown() throws IOException {
        Map<String, ChartFiles.Value> documented = ChartFiles.documented();
        assertThat(documented).hasSizeGreaterThan(80);
        assertThat(ChartFiles.known(ChartFiles.schema(), documented))
                .filteredOn(path -> !path.equals("global")) // Helm's own
                .containsExactlyInAnyOrderElementsOf(documented.keySet());
        assertThat(documented.values())
                .allSatisfy(value -> assertThat(value.meaning()).endsWith("."));
    }

    @Test
    void theTableIsMadeOfTheComments() throws IOException {
        String readme = ChartFiles.text("README.md");
        int mark = readme.indexOf(MARK);
        String head = readme.substring(0, readme.indexOf("\n", mark) + 1);
        String table = ChartFiles.documented().entrySet().stream()
                .map(each -> "| `%s` | `%s` | %s |"
                        .formatted(
                                each.getKey(),
                                each.getValue().fallback().replace("|", "\\|"),
                                each.getValue().meaning().replace("|", "\\|")))
                .collect(Collectors.joining("\n", "\n| value | default | |\n|---|---|---|\n", "\n"));
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "README.md"), head + table);
        assertThat(readme)
                .as("when values change, copy worker/target/README.md to deploy/helm/kirinuki")
                .isEqualTo(head + table);
    }

    @Test
    void theDefaultsAreWhatTheSchemaAllows() throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ChartFiles.text("values.schema.json"), InputFormat.JSON);
        assertThat(schema.validate(ChartFiles.values().toString(), InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate("{\"confg\": {}}", InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void noPartOfTheSchemaTakesWhatItDoesNotKnow() throws IOException {
        List<String> open = new ArrayList<>();
        strict(ChartFiles.schema(), "", open);
        assertThat(open).isEmpty();
    }

    private static void strict(JsonNode node, String path, List<String> open) {
        // An env of a container is Kubernetes' own.
        boolean object = node.path("type").asString("").equals("object") && node.has("properties");
        if (object && !path.endsWith("/env/items") && !node.has("additionalProperties")) {
            open.add(path);
        }
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            strict(each.getValue(), path + "/" + each.getKey(), open);
        }
    }

    @Test
    void alertsAndDashboardAreThoseOfPrometheusAndNoCopies() throws IOException {
        for (String name : List.of("alerts.yml", "dashboard.json")) {
            Path file = ChartFiles.CHART.resolve("files").resolve(name);
            assertThat(file.toRealPath())
                    .isEqualTo(Path.of("..", "deploy", "prometheus", name).toRealPath());
        }
    }
}
