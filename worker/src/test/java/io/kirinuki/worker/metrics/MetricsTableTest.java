package io.kirinuki.worker.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Traffic;
import io.kirinuki.pipeline.Occupancy;
import io.kirinuki.pipeline.ServedModel;
import io.kirinuki.worker.ledger.InFlight;
import io.kirinuki.worker.reading.Readings;
import io.kirinuki.worker.reading.RunTimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dashboards, alerts and docs know metrics by name: what the table says and what the worker has are the same. */
class MetricsTableTest {
    private static final Path DOCS = Path.of("..", "docs", "metrics.md");

    private final WorkerMetrics metrics = new WorkerMetrics();

    /** All that {@code Wiring} gives. */
    @BeforeEach
    void give() {
        metrics.engine().inFlight(() -> 0);
        metrics.ledger().pausedPartitions(() -> 0);
        metrics.ledger().entries(Map::of);
        metrics.edges().storeOutage(() -> false);
        metrics.models().loaded(List::of);
        metrics.models().outages(Map::of);
        metrics.models().refused(() -> 0);
        metrics.trials().standing(Optional::empty);
        metrics.models().fellBack(() -> false);
        metrics.kafka().pass(Map::of);
        metrics.supervision().silences(Map::of);
        metrics.tenants().keptBack(() -> 0);
        metrics.tenants().owed(Map::of);
        metrics.tenants().inFlight(() -> Map.of("acme", 2, "", 1, "one", 3, "two", 4));
        metrics.supervision().unanswered(() -> Duration.ZERO);
        metrics.supervision().state(() -> SupervisionMetrics.State.RUNNING);
        metrics.supervision().suspects(() -> 0);
        metrics.readings().pass(new Readings(new Idle(), new RunTimes()));
    }

    /** {@code | `name` | type | labels | what it is |}, labels with commas between. */
    private static List<String> rows() throws Exception {
        try (Stream<String> lines = Files.lines(DOCS, UTF_8)) {
            return lines.filter(line -> line.startsWith("| `kirinuki_"))
                    .map(line -> line.split("\\|"))
                    .map(cells -> row(cells[1], cells[2], cells[3]))
                    .toList();
        }
    }

    private static String row(String name, String type, String labels) {
        return Stream.of(name, type, labels)
                .map(cell -> cell.replace("`", "").strip())
                .toList()
                .toString();
    }

    @Test
    void theTableAndTheWorkerKnowTheSameMetrics() throws Exception {
        assertThat(rows())
                .containsExactlyInAnyOrderElementsOf(metrics.families().stream()
                        .map(family -> row(family.name(), family.type(), String.join(", ", family.labels())))
                        .toList());
    }

    @Test
    void eachSaysWhatItIs() {
        assertThat(metrics.families())
                .allSatisfy(family -> assertThat(family.help()).matches("[A-Z1].*[^.]\\."));
    }

    /** Whatever requests name: a series lives as long as the worker. */
    @Test
    void whatComesFromOutsideMakesNoEndOfSeries() {
        metrics.engine().pipelines(List.of("cutout", "mask"));
        for (int i = 0; i < 1_000; i++) {
            metrics.engine().ended("pipeline-" + i, "done");
            metrics.engine().ended("cutout@" + i, "done");
            metrics.engine().cost("pipeline-" + i, 1, 1);
            metrics.edges().storeCalled("bucket-" + i, Traffic.LIVE, "ok", Duration.ZERO);
            metrics.edges().jobAnswered("job" + i + "-20261121", Answer.RESULT);
        }
        metrics.edges().jobAnswered("replay-20261121-173045-k3f9", Answer.RESULT);
        List<String> lines = Arrays.asList(metrics.expose("").text().split("\n"));
        assertThat(lines)
                .contains(
                        "kirinuki_images_total{pipeline=\"other\",outcome=\"done\",} 1000.0",
                        "kirinuki_images_total{pipeline=\"cutout\",outcome=\"done\",} 1000.0",
                        "kirinuki_job_answers_total{kind=\"other\",outcome=\"result\",} 1000.0",
                        "kirinuki_job_answers_total{kind=\"replay\",outcome=\"result\",} 1.0",
                        "kirinuki_store_calls_total{bucket=\"bucket-0\",operation=\"live\",status=\"ok\",} 1.0",
                        "kirinuki_store_calls_total{bucket=\"other\",operation=\"live\",status=\"ok\",} 980.0");
        assertThat(lines.stream().filter(line -> line.startsWith("kirinuki_store_calls_total")))
                .hasSize(21);
        assertThat(lines.stream().filter(line -> line.startsWith("kirinuki_image_accelerator_seconds_total")))
                .hasSize(1);
    }

    @Test
    void tenantsThatAreSaidAreNamedAndTheFirstOfOthers() {
        metrics.tenants().show(Set.of("acme"), 3);
        metrics.tenants().answered("first", Answer.RESULT, Duration.ofSeconds(1));
        metrics.tenants().answered("", Answer.FAILURE, Duration.ofSeconds(1));
        for (int i = 0; i < 1_000; i++) metrics.tenants().answered("late-" + i, Answer.RESULT, Duration.ZERO);
        metrics.tenants().answered("acme", Answer.RESULT, Duration.ZERO);
        List<String> lines = Arrays.asList(metrics.expose("").text().split("\n"));
        assertThat(lines.stream().filter(line -> line.startsWith("kirinuki_tenant_records_total")))
                .containsExactlyInAnyOrder(
                        "kirinuki_tenant_records_total{tenant=\"acme\",outcome=\"result\",} 1.0",
                        "kirinuki_tenant_records_total{tenant=\"first\",outcome=\"result\",} 1.0",
                        "kirinuki_tenant_records_total{tenant=\"none\",outcome=\"failure\",} 1.0",
                        "kirinuki_tenant_records_total{tenant=\"other\",outcome=\"result\",} 1000.0");
        assertThat(lines.stream().filter(line -> line.startsWith("kirinuki_tenant_in_flight")))
                .containsExactlyInAnyOrder(
                        "kirinuki_tenant_in_flight{tenant=\"acme\",} 2.0",
                        "kirinuki_tenant_in_flight{tenant=\"none\",} 1.0",
                        "kirinuki_tenant_in_flight{tenant=\"other\",} 7.0");
    }

    @Test
    void tenantsThatAreSaidAreNamedHoweverFewAreShown() {
        metrics.tenants().show(Set.of("acme", "late-1", "umbrella"), 1);
        for (int i = 0; i < 3; i++) metrics.tenants().answered("late-" + i, Answer.RESULT, Duration.ZERO);
        metrics.tenants().answered("umbrella", Answer.RESULT, Duration.ZERO);
        metrics.tenants().answered("acme", Answer.RESULT, Duration.ZERO);
        assertThat(Arrays.stream(metrics.expose("").text().split("\n"))
                        .filter(line -> line.startsWith("kirinuki_tenant_records_total")))
                .containsExactlyInAnyOrder(
                        "kirinuki_tenant_records_total{tenant=\"acme\",outcome=\"result\",} 1.0",
                        "kirinuki_tenant_records_total{tenant=\"umbrella\",outcome=\"result\",} 1.0",
                        "kirinuki_tenant_records_total{tenant=\"late-1\",outcome=\"result\",} 1.0",
                        "kirinuki_tenant_records_total{tenant=\"other\",outcome=\"result\",} 2.0");
    }

    /** A worker of which nothing is asked. */
    private static final class Idle implements Readings.Parts {
        @Override
        public Map<TopicPartition, InFlight.Reading> ledgers() {
            return Map.of();
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public int resting() {
            return 0;
        }

        @Override
        public Map<TopicPartition, Long> unread() {
            return Map.of();
        }

        @Override
        public Occupancy images() {
            return new Occupancy(Map.of(), 0, false, 0);
        }

        @Override
        public Collection<ServedModel> models() {
            return List.of();
        }

        @Override
        public Traffic traffic(String topic) {
            return Traffic.LIVE;
        }
    }
}
