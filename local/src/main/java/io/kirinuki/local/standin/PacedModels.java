package io.kirinuki.local.standin;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Lines;
import io.kirinuki.image.Filter;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
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
 * batching, scaling and faults on a machine without one. Its alpha is the red channel.
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

    private PacedModels() {}

    public static Models subject(Duration perBatch, int maxBatch, BatchListener listener) {
        return subject(perBatch, maxBatch, Lines.USUAL_BACKFILL_SHARE, listener);
    }

    public static Models subject(Duration perBatch, int maxBatch, double backfillShare, BatchListener listener) {
        try {
            var config = new BatcherConfig(1, Duration.ZERO, backfillShare);
            var batcher = new Batcher<>(new Paced(perBatch, maxBatch), config, listener);
            var served = new ServedModel("subject", "paced", "0".repeat(64), Task.MASK, "cpu", INPUT, OUTPUT, batcher);
            return Models.of(Map.of("subject", served));
        } catch (AcceleratorException e) {
            throw new IllegalStateException("a lane without memory needs none", e);
        }
    }

    private record Paced(Duration perBatch, int maxBatch) implements Accelerator<Pixels, Prediction> {
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
                    return images.stream().map(Paced::red).toList();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}

        private static Prediction red(Pixels rgb) {
            byte[] red = new byte[rgb.bytes().length / 3];
            for (int i = 0; i < red.length; i++) red[i] = rgb.bytes()[3 * i];
            return new Prediction.Alpha(new Pixels(red, rgb.size(), 1));
        }
    }
}
