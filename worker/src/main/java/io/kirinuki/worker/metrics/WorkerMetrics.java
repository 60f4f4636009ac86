package io.kirinuki.worker.metrics;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/**
 * What the worker counts, in our own words; the only class that knows the Prometheus client. Names start with
 * {@code kirinuki_}, units are seconds, bytes and pixels.
 *
 * <p>Threads: any may call. Suppliers are asked at each scrape, on its thread; each may be given once.
 */
public final class WorkerMetrics {
    private static final double[] STAGE_SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };
    private static final double[] AGE_SECONDS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600};
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128};
    private static final double[] RATIOS = {0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1};

    private final CollectorRegistry registry = new CollectorRegistry();

    private final Counter records = counter("records", "Requests answered.", "outcome");
    private final Counter ignored = counter("ignored_records", "Events of stores that ask for nothing.", "reason");
    private final Counter failures = counter("failures", "Attempts that failed.", "name", "fate");
    private final Counter retries = counter("retries", "Attempts put off after a transient failure.", "name");
    private final Counter deadLetters = counter("dead_letters", "Dead letters sent.", "name");
    private final Counter modelChanges = counter(
            "model_changes", "Model folders that appeared or changed, and what came of it.", "model", "outcome");
    private final Counter restored = counter("restored", "Requests taken up again from a restored ledger.");
    private final Counter reused = counter("reused", "Requests answered with what an earlier run had left.");
    private final Counter fetchedBytes = counter("fetched_bytes", "Bytes fetched from the store.");
    private final Counter decodedPixels = counter("decoded_pixels", "Pixels decoded.");
    private final Counter storedBytes = counter("stored_bytes", "Bytes of artifacts stored.");

    private final Histogram age = histogram("event_age_seconds", "Age of a request when it was answered.", AGE_SECONDS);
    private final Histogram stages =
            histogram("stage_duration_seconds", "Time an image spent in a stage.", STAGE_SECONDS, "stage");
    private final Histogram batches =
            histogram("batch_duration_seconds", "Time a batch took in the model.", STAGE_SECONDS, "model");
    private final Histogram batchSizes = histogram("batch_size", "Images in a batch.", SIZES, "model");
    private final Histogram batchFill =
            histogram("batch_fill_ratio", "Images in a batch, as a share of its room.", RATIOS, "model");

    public WorkerMetrics() {
        DefaultExports.register(registry);
    }

    /** Counts an answer and the age of its record. */
    public void answered(Answer answer, Duration recordAge) {
        records.labels(word(answer)).inc();
        age.observe(seconds(recordAge));
    }

    /** Counts an event that is answered with nothing; the reason's name, in lower case, is the label. */
    public void ignored(Enum<?> reason) {
        ignored.labels(word(reason)).inc();
    }

    public void failed(Failure failure) {
        failures.labels(failure.name(), word(failure.fate())).inc();
    }

    public void retried(Failure failure) {
        retries.labels(failure.name()).inc();
    }

    public void deadLettered(Failure failure) {
        deadLetters.labels(failure.name()).inc();
    }

    /** Counts the requests that a ledger held when its task started. */
    public void restored(int entries) {
        restored.inc(entries);
    }

    public void stageTook(String stage, Duration time) {
        stages.labels(stage).observe(seconds(time));
    }

    /** Counts a batch of {@code size} images where {@code capacity} had fitted. */
    public void batchRan(String model, int size, int capacity, double seconds) {
        batches.labels(model).observe(seconds);
        batchSizes.labels(model).observe(size);
        batchFill.labels(model).observe((double) size / capacity);
    }

    public void reused() {
        reused.inc();
    }

    public void fetched(ByteSize size) {
        fetchedBytes.inc((double) size.bytes());
    }

    public void decoded(long pixels) {
        decodedPixels.inc((double) pixels);
    }

    public void stored(ByteSize size) {
        storedBytes.inc((double) size.bytes());
    }

    public void inFlight(LongSupplier images) {
        gauge("in_flight", "Images being worked on.", List.of(), () -> one(images.getAsLong()));
    }

    public void pausedPartitions(LongSupplier partitions) {
        gauge("paused_partitions", "Partitions at their high mark.", List.of(), () -> one(partitions.getAsLong()));
    }

    public void storeOutage(BooleanSupplier down) {
        gauge(
                "store_outage",
                "1 while the object store is held to be down, else 0.",
                List.of(),
                () -> one(down.getAsBoolean() ? 1 : 0));
    }

    public void ledgerEntries(Supplier<Map<TopicPartition, Integer>> entries) {
        gauge(
                "ledger_entries",
                "Requests accepted and not yet answered.",
                List.of("topic", "partition"),
                () -> entries.get().entrySet().stream()
                        .map(entry -> new Sample(
                                List.of(
                                        entry.getKey().topic(),
                                        String.valueOf(entry.getKey().partition())),
                                entry.getValue()))
                        .toList());
    }

    public void modelChanged(String model, ModelChange outcome) {
        modelChanges.labels(model, word(outcome)).inc();
    }

    /** Names the models that images find at the time of the scrape. */
    public void models(Supplier<List<LoadedModel>> models) {
        gauge(
                "model_info",
                "1 for each model that images run on which begin now.",
                List.of("model", "version", "sha256", "device"),
                () -> models.get().stream()
                        .map(model ->
                                new Sample(List.of(model.model(), model.version(), model.sha256(), model.device()), 1))
                        .toList());
    }

    /** Passes on what Kafka Streams measures, as from {@code KafkaStreams.metrics()}. */
    public void kafka(Supplier<Map<MetricName, ? extends Metric>> metrics) {
        gauge(
                "consumer_lag_records",
                "Records between the consumer and the end of the partition.",
                List.of("topic", "partition"),
                () -> KafkaSamples.lag(metrics.get()));
        gauge(
                "commit_latency_seconds",
                "Mean time of a commit.",
                List.of("thread"),
                () -> KafkaSamples.commitSeconds(metrics.get()));
        gauge("polls_per_second", "Polls in a second.", List.of("thread"), () -> KafkaSamples.polls(metrics.get()));
    }

    /** A model in use, and the device it runs on. */
    public record LoadedModel(String model, String version, String sha256, String device) {}

    /** Everything, in the format that an HTTP Accept header asks for: OpenMetrics, or Prometheus text. */
    public Exposition expose(String accept) {
        var contentType = TextFormat.chooseContentType(accept);
        var text = new StringWriter();
        try {
            TextFormat.writeFormat(contentType, text, registry.metricFamilySamples());
        } catch (IOException never) {
            throw new UncheckedIOException("a string cannot be written to", never);
        }
        return new Exposition(contentType, text.toString());
    }

    /** Without {@code _total}, which the client puts behind it. */
    private Counter counter(String name, String help, String... labels) {
        return Counter.build("kirinuki_" + name, help).labelNames(labels).register(registry);
    }

    private Histogram histogram(String name, String help, double[] buckets, String... labels) {
        return Histogram.build("kirinuki_" + name, help)
                .buckets(buckets)
                .labelNames(labels)
                .register(registry);
    }

    private void gauge(String name, String help, List<String> labels, Supplier<List<Sample>> samples) {
        registry.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                var family = new GaugeMetricFamily("kirinuki_" + name, help, labels);
                samples.get().forEach(sample -> family.addMetric(sample.labels(), sample.value()));
                return List.of(family);
            }
        });
    }

    private static List<Sample> one(long value) {
        return List.of(new Sample(List.of(), value));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / Collector.NANOSECONDS_PER_SECOND;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
