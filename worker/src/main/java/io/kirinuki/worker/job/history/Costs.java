package io.kirinuki.worker.job.history;

import io.kirinuki.schema.ImageResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What images cost by the results of the past, pipeline by pipeline; those of reused results tell nothing. */
public final class Costs {
    /** Of one image: bytes read of it, and milliseconds of an accelerator. */
    public record Cost(double bytes, double acceleratorMillis) {}

    private static final class Sum {
        private int images;
        private double bytes;
        private double acceleratorMillis;

        private void add(double bytes, double acceleratorMillis) {
            images++;
            this.bytes += bytes;
            this.acceleratorMillis += acceleratorMillis;
        }

        private Cost mean() {
            return new Cost(bytes / images, acceleratorMillis / images);
        }
    }

    private final Map<String, Sum> byPipeline = new HashMap<>();
    private final Sum all = new Sum();

    /**
     * An image's share of the batches it was in. Results of earlier programs do not tell: the time of its inference over the
     * images that shared it, which is right for one model.
     */
    public static double acceleratorMillis(ImageResult result) {
        if (result.cost().isPresent()) return result.cost().get().acceleratorMillis();
        double batch = result.models().stream()
                .mapToInt(ImageResult.ModelUse::batch)
                .average()
                .orElse(1);
        return result.timings().inferMillis() / batch;
    }

    public void add(ImageResult result) {
        if (result.reused().orElse(false)) return;
        double millis = acceleratorMillis(result);
        byPipeline
                .computeIfAbsent(result.pipeline(), name -> new Sum())
                .add((double) result.source().bytes(), millis);
        all.add((double) result.source().bytes(), millis);
    }

    public int images() {
        return all.images;
    }

    /** Of an image that goes through this pipeline: as those that did, or as all where none did; empty without any. */
    public Optional<Cost> of(String pipeline) {
        return Optional.ofNullable(byPipeline.getOrDefault(pipeline, all))
                .filter(sum -> sum.images > 0)
                .map(Sum::mean);
    }
}
