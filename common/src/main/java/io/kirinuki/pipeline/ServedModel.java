package io.kirinuki.pipeline;

import io.kirinuki.batch.Batcher;
import io.kirinuki.image.PixelSize;

/**
 * A mask model that is loaded, warm and batched.
 *
 * @param device where it runs: {@code cpu}, {@code cuda:0}
 * @param input pixels its network takes
 * @param batcher RGB pixels in, alpha out, as {@link io.kirinuki.model.MaskModel} says
 */
public record ServedModel(
        String name, String version, String sha256, String device, PixelSize input, Batcher<byte[], byte[]> batcher)
        implements AutoCloseable {
    /** Also the network behind the batcher. */
    @Override
    public void close() {
        batcher.close();
    }
}
