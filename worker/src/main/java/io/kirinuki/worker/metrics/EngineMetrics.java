package io.kirinuki.worker.metrics;

import io.kirinuki.image.ByteSize;
import io.kirinuki.schema.ImageRequest;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/** What the engine fetches, works on and stores, and how long it takes. */
public final class EngineMetrics {
    private static final double[] STAGE_SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128};
    private static final double[] RATIOS = {0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1};

    private final Registry registry;
    private volatile Set<String> pipelines = Set.of();
    private final Counter images;
    private final Counter acceleratorCost;
    private final Counter cpuCost;
    private final Counter reused;
    private final Counter fetchedBytes;
    private final Counter decodedPixels;
    private final Counter storedBytes;
    private final Histogram stages;
    private final Histogram batches;
    private final Histogram batchSizes;
    private final Histogram batchFill;

    EngineMetrics(Registry registry) {
        this.registry = registry;
        images = registry.counter(
                "images", "Attempts at images, by pipeline and what came of them.", "pipeline", "outcome");
        acceleratorCost = registry.counter(
                "image_accelerator_seconds", "Shares of models' runs that images had, by pipeline.", "pipeline");
        cpuCost = registry.counter(
                "image_cpu_seconds", "Processor time of decoding, drawing and encoding, by pipeline.", "pipeline");
        reused = registry.counter("reused", "Requests answered with what an earlier run had left.");
        fetchedBytes = registry.counter("fetched_bytes", "Bytes fetched from the store.");
        decodedPixels = registry.counter("decoded_pixels", "Pixels decoded.");
        storedBytes = registry.counter("stored_bytes", "Bytes of artifacts stored.");
        stages =
                registry.histogram("stage_duration_seconds", "Time an image spent in a stage.", STAGE_SECONDS, "stage");
        batches =
                registry.histogram("batch_duration_seconds", "Time a batch took in the model.", STAGE_SECONDS, "model");
        batchSizes = registry.histogram("batch_size", "Images in a batch.", SIZES, "model");
        batchFill =
                registry.histogram("batch_fill_ratio", "Images in a batch, as a share of its room.", RATIOS, "model");
    }

    public void stageTook(String stage, Duration time) {
        stages.labels(stage).observe(Registry.seconds(time));
    }

    /** Counts a batch of {@code size} images where {@code capacity} had fitted. */
    public void batchRan(String model, int size, int capacity, double seconds) {
        batches.labels(model).observe(seconds);
        batchSizes.labels(model).observe(size);
        batchFill.labels(model).observe((double) size / capacity);
    }

    /** Pipelines that requests may name; any others are counted as one. */
    public void pipelines(Collection<String> names) {
        pipelines = Set.copyOf(names);
    }

    /** Counts an attempt; {@code pipeline} as a request names it, with a version or not. */
    public void ended(String pipeline, String outcome) {
        images.labels(label(pipeline), outcome).inc();
    }

    public void cost(String pipeline, double acceleratorMillis, double cpuMillis) {
        acceleratorCost.labels(label(pipeline)).inc(acceleratorMillis / 1e3);
        cpuCost.labels(label(pipeline)).inc(cpuMillis / 1e3);
    }

    private String label(String pipeline) {
        String name = pipeline.replaceFirst("@.*", "");
        return pipelines.contains(name) || name.equals(ImageRequest.INLINE) ? name : Bounded.OTHER;
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

    public void inFlight(IntSupplier images) {
        registry.gauge("in_flight", "Images being worked on.", List.of(), () -> Registry.one(images.getAsInt()));
    }
}
