package io.kirinuki.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kirinuki.batch.Accelerator.Lane;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.image.PixelSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One lane's memory: a direct buffer of input slots and one of output slots, with a pair of tensors over their first n
 * slots for every bucket n, all made once. A run copies pixels in, runs with the output pinned, and copies alpha out.
 *
 * <p>Owned by one thread.
 */
final class Slab implements Lane<byte[], byte[]> {
    /** Tensors over the first slots, as many as the bucket holds. */
    private record Bucket(int size, OnnxTensor pixels, OnnxTensor alpha) {}

    private final OrtSession session;
    private final int inputBytes;
    private final int outputBytes;
    private final ByteBuffer input;
    private final ByteBuffer output;
    private final NavigableMap<Integer, Bucket> buckets = new TreeMap<>();

    Slab(OrtSession session, PixelSize size, List<Integer> bucketSizes) throws OrtException {
        this.session = session;
        this.outputBytes = Math.toIntExact(size.pixels());
        this.inputBytes = 3 * outputBytes;
        int slots = bucketSizes.getLast();
        this.input = direct(slots * inputBytes);
        this.output = direct(slots * outputBytes);
        OrtEnvironment environment = OnnxEnvironment.get();
        for (int n : bucketSizes) {
            OnnxTensor pixels = OnnxTensor.createTensor(
                    environment,
                    first(input, n * inputBytes),
                    new long[] {n, size.height(), size.width(), 3},
                    OnnxJavaType.UINT8);
            OnnxTensor alpha = OnnxTensor.createTensor(
                    environment,
                    first(output, n * outputBytes),
                    new long[] {n, 1, size.height(), size.width()},
                    OnnxJavaType.UINT8);
            buckets.put(n, new Bucket(n, pixels, alpha));
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer first(ByteBuffer slots, int bytes) {
        return slots.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public List<byte[]> run(List<byte[]> images) throws AcceleratorException {
        Bucket bucket = buckets.ceilingEntry(images.size()).getValue();
        for (int slot = 0; slot < bucket.size(); slot++) {
            byte[] image = images.get(Math.min(slot, images.size() - 1)); // padding repeats the last
            if (image.length != inputBytes) {
                throw new IllegalArgumentException(
                        "an input holds %d bytes, not %d".formatted(inputBytes, image.length));
            }
            input.put(slot * inputBytes, image);
        }
        try (var pinned =
                session.run(Map.of(GraphSurgery.INPUT, bucket.pixels()), Map.of(GraphSurgery.OUTPUT, bucket.alpha()))) {
            List<byte[]> alphas = new ArrayList<>(images.size());
            for (int slot = 0; slot < images.size(); slot++) {
                byte[] alpha = new byte[outputBytes];
                output.get(slot * outputBytes, alpha);
                alphas.add(alpha);
            }
            return alphas;
        } catch (OrtException e) {
            throw MaskModel.failed(e);
        }
    }

    @Override
    public void close() {
        buckets.values().forEach(bucket -> {
            bucket.pixels().close();
            bucket.alpha().close();
        });
    }
}
