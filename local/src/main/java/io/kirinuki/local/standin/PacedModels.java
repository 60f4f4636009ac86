package io.kirinuki.local.standin;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.image.PixelSize;
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
    private static final PixelSize INPUT = new PixelSize(32, 32);

    private PacedModels() {}

    public static Models subject(Duration perBatch, int maxBatch, BatchListener listener) {
        try {
            var batcher = new Batcher<>(new Paced(perBatch, maxBatch), new BatcherConfig(1, Duration.ZERO), listener);
            var served = new ServedModel("subject", "paced", "0".repeat(64), "cpu", INPUT, batcher);
            return Models.of(Map.of("subject", served));
        } catch (AcceleratorException e) {
            throw new IllegalStateException("a lane without memory needs none", e);
        }
    }

    private record Paced(Duration perBatch, int maxBatch) implements Accelerator<byte[], byte[]> {
        @Override
        public String name() {
            return "subject";
        }

        @Override
        public byte[] harmless() {
            return new byte[3 * (int) INPUT.pixels()];
        }

        @Override
        public Lane<byte[], byte[]> open() {
            return new Lane<>() {
                @Override
                public List<byte[]> run(List<byte[]> images) {
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

        private static byte[] red(byte[] rgb) {
            byte[] red = new byte[rgb.length / 3];
            for (int i = 0; i < red.length; i++) red[i] = rgb[3 * i];
            return red;
        }
    }
}
