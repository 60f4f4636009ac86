package io.kirinuki.pipeline;

import io.kirinuki.batch.Batcher;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;

/**
 * A model that is loaded, warm and batched.
 *
 * @param device where it runs: {@code cpu}, {@code cuda:0}
 * @param sha256 of the file that runs, which may be an int8 variant
 * @param batcher pixels in, predictions out, as {@link io.kirinuki.model.Network} says
 */
public record ServedModel(
        String name,
        String version,
        String sha256,
        String device,
        InputRule input,
        OutputRule output,
        Batcher<Pixels, Prediction> batcher)
        implements AutoCloseable {
    /** Also the network behind the batcher. */
    @Override
    public void close() {
        batcher.close();
    }
}
