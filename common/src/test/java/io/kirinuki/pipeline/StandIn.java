package io.kirinuki.pipeline;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.Framing;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * A model without a network.
 *
 * @param size of the pictures that it is shown, whatever the photos' is
 * @param answer to each of them, on the batcher's thread
 */
record StandIn(String name, int maxBatch, PixelSize size, InputRule.Colour colour, Function<Pixels, Prediction> answer)
        implements Accelerator<Pixels, Prediction> {
    /** As a worker serves it; {@code classes} are the head's. */
    ServedModel served(Task task, OutputRule.Head head, List<String> classes, BatchListener listener) throws Exception {
        return served("0".repeat(64), task, head, classes, listener);
    }

    /** Likewise, as if read from a file of that digest. */
    ServedModel served(String sha256, Task task, OutputRule.Head head, List<String> classes, BatchListener listener)
            throws Exception {
        var input = new InputRule(
                "image",
                colour,
                new Framing.Squash(size),
                Filter.AREA,
                InputRule.Scale.BY_255,
                Collections.nCopies(colour.channels(), 0f),
                Collections.nCopies(colour.channels(), 1f));
        var output = new OutputRule("out", head, Filter.BILINEAR, classes);
        var batcher = new Batcher<>(this, new BatcherConfig(1, Duration.ZERO), listener);
        return new ServedModel(name, "1", sha256, task, "cpu", input, output, batcher);
    }

    @Override
    public Pixels harmless() {
        return Pixels.black(size, colour.channels());
    }

    @Override
    public Lane<Pixels, Prediction> open() {
        return new Lane<>() {
            @Override
            public List<Prediction> run(List<Pixels> inputs) {
                return inputs.stream().map(answer).toList();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
