package io.kirinuki.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.Json;
import io.kirinuki.schema.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Alerts, their runbook and the dashboard fit together, and know no metric that a worker does not have. What Grafana's own
 * linter asks of a dashboard is asked here; whether each has data is asked of a real Prometheus by {@code PrometheusIT}.
 */
class AlertsTest {
    private static final Path DEPLOYED = Path.of("..", "deploy", "prometheus");
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern METRIC = Pattern.compile("\\b(kirinuki|jvm|process)_[a-z0-9_]+");
    /** The Java client's own, of those that are used. */
    private static final Set<String> OTHERS =
            Set.of("process_cpu_seconds_total", "process_resident_memory_bytes", "jvm_memory_bytes_used");

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        JsonNode rules = Yaml.STRICT.readTree(Files.readString(DEPLOYED.resolve("alerts.yml")));
        for (JsonNode group : rules.get("groups")) {
            for (JsonNode rule : group.get("rules")) alerts.add(rule);
        }
        return alerts;
    }

    private static JsonNode dashboard() throws IOException {
        return Json.MAPPER.readTree(Files.readString(DEPLOYED.resolve("dashboard.json")));
    }

    private static List<JsonNode> panels() throws IOException {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) panels.add(panel);
        return panels;
    }

    private static List<JsonNode> drawn() throws IOException {
        return panels().stream()
                .filter(panel -> !panel.get("type").asString().equals("row"))
                .toList();
    }

    @Test
    void eachAlertHasItsSectionOfTheRunbookAndEachSectionItsAlert() throws Exception {
        List<String> sections = Files.readAllLines(DOCS.resolve("runbook.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        List<String> names =
                alerts().stream().map(alert -> alert.get("alert").asString()).toList();
        assertThat(sections).containsExactlyElementsOf(names);
    }

    @Test
    void eachAlertSaysWhatIsWrongHowBadItIsAndWhereToRead() throws Exception {
        for (JsonNode alert : alerts()) {
            String name = alert.get("alert").asString();
            JsonNode annotations = alert.get("annotations");
            assertThat(name).startsWith("Kirinuki");
            assertThat(alert.get("labels").get("severity").asString()).isIn("critical", "warning", "info");
            assertThat(annotations.get("summary").asString()).as(name).isNotBlank();
            assertThat(annotations.get("description").asString()).as(name).isNotBlank();
            assertThat(annotations.get("runbook").asString())
                    .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void noExpressionKnowsAMetricThatThereIsNot() throws Exception {
        List<String> expressions = new ArrayList<>();
        for (JsonNode alert : alerts()) expressions.add(alert.get("expr").asString());
        for (JsonNode panel : drawn()) {
            for (JsonNode target : panel.get("targets"))
                expressions.add(target.get("expr").asString());
        }
        String table = Files.readString(DOCS.resolve("metrics.md"));
        for (String expression : expressions) {
            METRIC.matcher(expression)
                    .results()
                    .map(found -> found.group())
                    .filter(name -> !OTHERS.contains(name))
                    .forEach(name -> assertThat(table)
                            .as(expression)
                            .contains("| `" + name.replaceFirst("_(bucket|sum|count)$", "") + "` |"));
        }
        assertThat(expressions).hasSizeGreaterThan(50);
    }

    @Test
    void theDashboardIsAskedForJobAndInstanceAndNamesNoDataSourceOfItsOwn() throws Exception {
        List<String> variables = new ArrayList<>();
        for (JsonNode variable : dashboard().get("templating").get("list")) {
            variables.add(variable.get("name").asString());
        }
        assertThat(variables).containsExactly("datasource", "job", "instance");
        assertThat(dashboard().get("editable").asBoolean()).isFalse();
        assertThat(dashboard().has("id")).isFalse();
        for (JsonNode panel : drawn()) {
            assertThat(panel.get("datasource").get("uid").asString()).isEqualTo("${datasource}");
        }
    }

    @Test
    void eachPanelHasATitleOfItsOwnADescriptionAndAUnit() throws Exception {
        Set<String> titles = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : panels()) {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            assertThat(titles.add(panel.get("title").asString()))
                    .as(panel.get("title").asString())
                    .isTrue();
        }
        for (JsonNode panel : drawn()) {
            assertThat(panel.get("description").asString()).endsWith(".");
            assertThat(panel.get("fieldConfig").get("defaults").get("unit").asString())
                    .isNotBlank();
            assertThat(panel.get("targets")).isNotEmpty();
        }
    }

    /** A rate over a fixed time is empty where the scraper comes less often, and one that picks no instance mixes installations. */
    @Test
    void eachExpressionPicksJobAndInstanceAndRatesOverTheIntervalOfTheScrapes() throws Exception {
        for (JsonNode panel : drawn()) {
            for (JsonNode target : panel.get("targets")) {
                String expression = target.get("expr").asString();
                assertThat(target.get("legendFormat").asString()).as(expression).isNotBlank();
                long metrics = METRIC.matcher(expression).results().count();
                assertThat(expression.split(Pattern.quote("job=~\"$job\",instance=~\"$instance\""), -1))
                        .as(expression)
                        .hasSize((int) metrics + 1);
                assertThat(expression).doesNotContainPattern("rate\\([^)]*\\[(?!\\$__rate_interval])");
            }
        }
    }

    @Test
    void noTwoPanelsLieOverEachOther() throws Exception {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : panels()) {
            JsonNode place = panel.get("gridPos");
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    int column = place.get("x").asInt() + x;
                    assertThat(column).isLessThan(24);
                    assertThat(taken.add(column + " " + (place.get("y").asInt() + y)))
                            .as(panel.get("title").asString())
                            .isTrue();
                }
            }
        }
    }
}
