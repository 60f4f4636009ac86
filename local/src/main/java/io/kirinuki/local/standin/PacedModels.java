package io.kirinuki.local.standin;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Lines;
import io.kirinuki.batch.Shares;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.Framing;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;
import io.kirinuki.pipeline.Models;
import io.kirinuki.pipeline.ServedModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A model {@code subject} whose batches take a fixed time whatever their size, as a GPU's nearly do: for proofs of
 * batching, scaling and faults on a machine without one. Its alpha is the red channel, or another one for a model that
 * took its place.
 */
public final class PacedModels {
    private static final PixelSize SIZE = new PixelSize(32, 32);
    private static final InputRule INPUT = new InputRule(
            "image",
            InputRule.Colour.RGB,
            new Framing.Squash(SIZE),
            Filter.AREA,
            InputRule.Scale.BY_255,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f));
    private static final OutputRule OUTPUT =
            new OutputRule("alpha", OutputRule.Head.PROBABILITY, Filter.BILINEAR, List.of());

    /** Which channel is alpha; each is a model of another digest. */
    public enum Channel {
        RED(0),
        GREEN(1);

        private final int index;

        Channel(int index) {
            this.index = index;
        }
    }

    private PacedModels() {}

    public static Models subject(Duration perBatch, int maxBatch, BatchListener listener) {
        return subject(perBatch, maxBatch, new Shares(Lines.USUAL_BACKFILL_SHARE), listener);
    }

    public static Models subject(Duration perBatch, int maxBatch, Shares shares, BatchListener listener) {
        return subject(Channel.RED, perBatch, maxBatch, shares, listener);
    }

    public static Models subject(
            Channel alpha, Duration perBatch, int maxBatch, Shares shares, BatchListener listener) {
        try {
            var config = new BatcherConfig(1, Duration.ZERO, shares);
            var batcher = new Batcher<>(new Paced(perBatch, maxBatch, alpha), config, listener);
            String digest = Integer.toString(alpha.index).repeat(64);
            var served = new ServedModel("subject", "paced", digest, Task.MASK, "cpu", INPUT, OUTPUT, batcher);
            return Models.of(Map.of("subject", served));
        } catch (AcceleratorException e) {
            throw new IllegalStateException("a lane without memory needs none", e);
        }
    }

    private record Paced(Duration perBatch, int maxBatch, Channel alpha) implements Accelerator<Pixels, Prediction> {
        @Override
        public String name() {
            return "subject";
        }

        @Override
        public Pixels harmless() {
            return Pixels.black(SIZE, 3);
        }

        @Override
        public Lane<Pixels, Prediction> open() {
            return new Lane<>() {
                @Override
                public List<Prediction> run(List<Pixels> images) {
                    try {
                        Thread.sleep(perBatch);
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    }
                    return images.stream().map(Paced.this::alpha).toList();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}

        private Prediction alpha(Pixels rgb) {
            byte[] bytes = new byte[rgb.bytes().length / 3];
            for (int i = 0; i < bytes.length; i++) bytes[i] = rgb.bytes()[3 * i + alpha.index];
            return new Prediction.Alpha(new Pixels(bytes, rgb.size(), 1));
        }
    }
}
