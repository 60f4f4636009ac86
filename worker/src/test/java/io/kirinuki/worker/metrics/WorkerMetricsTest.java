package io.kirinuki.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
    private final WorkerMetrics metrics = new WorkerMetrics();

    @Test
    void whatHappenedIsCounted() {
        metrics.ledger().answered(Answer.RESULT, Duration.ofMillis(300));
        metrics.ledger().answered(Answer.RESULT, Duration.ofSeconds(2));
        metrics.ledger().answered(Answer.FAILURE, Duration.ofSeconds(2));
        metrics.ledger().failed(new Failure.Undecodable("it ends early"));
        metrics.ledger().retried(new Failure.Unavailable("store", "503"));
        metrics.ledger().deadLettered(new Failure.Undecodable("it ends early"));
        metrics.models().changed("u2net", ModelChange.SERVED);
        metrics.models().changed("u2net", ModelChange.REFUSED);
        metrics.models().changed("u2net", ModelChange.REFUSED);
        metrics.ledger().restored(57);
        metrics.engine().stageTook("fetch", Duration.ofMillis(20));
        metrics.engine().batchRan("u2net", 12, 16, 0.5);
        metrics.engine().fetched(new ByteSize(1000));
        metrics.engine().decoded(1200);
        metrics.engine().stored(new ByteSize(500));

        assertThat(lines())
                .contains(
                        "kirinuki_records_total{outcome=\"result\",} 2.0",
                        "kirinuki_records_total{outcome=\"failure\",} 1.0",
                        "kirinuki_event_age_seconds_bucket{le=\"0.5\",} 1.0",
                        "kirinuki_event_age_seconds_sum 4.3",
                        "kirinuki_failures_total{name=\"Undecodable\",fate=\"permanent\",} 1.0",
                        "kirinuki_retries_total{name=\"Unavailable\",} 1.0",
                        "kirinuki_dead_letters_total{name=\"Undecodable\",} 1.0",
                        "kirinuki_model_changes_total{model=\"u2net\",outcome=\"served\",} 1.0",
                        "kirinuki_model_changes_total{model=\"u2net\",outcome=\"refused\",} 2.0",
                        "kirinuki_restored_total 57.0",
                        "kirinuki_stage_duration_seconds_sum{stage=\"fetch\",} 0.02",
                        "kirinuki_batch_duration_seconds_sum{model=\"u2net\",} 0.5",
                        "kirinuki_batch_size_sum{model=\"u2net\",} 12.0",
                        "kirinuki_batch_size_bucket{model=\"u2net\",le=\"8.0\",} 0.0",
                        "kirinuki_batch_fill_ratio_sum{model=\"u2net\",} 0.75",
                        "kirinuki_fetched_bytes_total 1000.0",
                        "kirinuki_decoded_pixels_total 1200.0",
                        "kirinuki_stored_bytes_total 500.0");
    }

    @Test
    void gaugesAreReadAtTheScrape() {
        var down = new AtomicBoolean();
        metrics.engine().inFlight(() -> 7);
        metrics.ledger().pausedPartitions(() -> 2);
        metrics.edges().storeOutage(down::get);
        metrics.ledger().entries(() -> Map.of(new TopicPartition("image-requests", 3), 5));
        metrics.models().loaded(() -> List.of(new ModelMetrics.Loaded("u2net", "1", "abc", "cpu")));

        assertThat(lines())
                .contains(
                        "kirinuki_in_flight 7.0",
                        "kirinuki_paused_partitions 2.0",
                        "kirinuki_store_outage 0.0",
                        "kirinuki_ledger_entries{topic=\"image-requests\",partition=\"3\",} 5.0",
                        "kirinuki_model_info{model=\"u2net\",version=\"1\",sha256=\"abc\",device=\"cpu\",} 1.0");
        down.set(true);
        assertThat(lines()).contains("kirinuki_store_outage 1.0");
    }

    @Test
    void kafkaIsBridgedWithoutRestoringShadowsAndTheUnmeasured() {
        var kafka = new LinkedHashMap<MetricName, Metric>();
        lag(kafka, "app-StreamThread-1-consumer", "image.requests", "0", 9);
        lag(kafka, "app-StreamThread-1-consumer", "image_requests", "0", 9);
        lag(kafka, "app-StreamThread-1-restore-consumer", "app-ledger-changelog", "0", 100);
        lag(kafka, "app-StreamThread-1-consumer", "image.requests", "1", Double.NaN);
        var thread = Map.of("thread-id", "app-1f0c3c1e-StreamThread-1");
        put(kafka, new MetricName("commit-latency-avg", "stream-thread-metrics", "", thread), 12);
        put(kafka, new MetricName("poll-rate", "stream-thread-metrics", "", thread), 98.5);
        put(kafka, new MetricName("process-rate", "stream-thread-metrics", "", thread), 1);
        metrics.kafka().pass(() -> kafka);

        assertThat(lines().stream().filter(line -> line.contains("consumer_lag") || line.contains("Thread")))
                .containsExactlyInAnyOrder(
                        "# HELP kirinuki_consumer_lag_records Records between the consumer and the end of the"
                                + " partition.",
                        "# TYPE kirinuki_consumer_lag_records gauge",
                        "kirinuki_consumer_lag_records{topic=\"image.requests\",partition=\"0\",} 9.0",
                        "kirinuki_commit_latency_seconds{thread=\"StreamThread-1\",} 0.012",
                        "kirinuki_polls_per_second{thread=\"StreamThread-1\",} 98.5");
    }

    @Test
    void twoWorkersInOneProcessCountApart() {
        var other = new WorkerMetrics();
        other.ledger().restored(1);

        assertThat(lines()).contains("kirinuki_restored_total 0.0");
    }

    @Test
    void threadsThatBreakAndAreSilentAreTold() {
        metrics.supervision().threadBroke("TimeoutException");
        metrics.supervision().silences(() -> Map.of("StreamThread-1", Duration.ofMillis(1500)));
        metrics.supervision().unanswered(() -> Duration.ofSeconds(7));
        assertThat(lines())
                .contains(
                        "kirinuki_stream_thread_breaks_total{reason=\"TimeoutException\",} 1.0",
                        "kirinuki_stream_thread_silence_seconds{thread=\"StreamThread-1\",} 1.5",
                        "kirinuki_unanswered_seconds 7.0");
    }

    private static void lag(Map<MetricName, Metric> into, String client, String topic, String partition, double lag) {
        var tags = Map.of("client-id", client, "topic", topic, "partition", partition);
        put(into, new MetricName("records-lag", "consumer-fetch-manager-metrics", "", tags), lag);
    }

    private static void put(Map<MetricName, Metric> into, MetricName name, double value) {
        Gauge<Double> gauge = (config, now) -> value;
        into.put(name, new KafkaMetric(new Object(), name, gauge, new MetricConfig(), Time.SYSTEM));
    }

    private List<String> lines() {
        return metrics.expose("").text().lines().toList();
    }
}
