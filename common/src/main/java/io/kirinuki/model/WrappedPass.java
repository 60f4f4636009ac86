package io.kirinuki.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One lane's memory: a direct buffer of input slots and one of output slots, with a pair of tensors over their first n
 * slots for every bucket n, made once while pictures keep their size. A run copies pixels in, runs with the output
 * pinned, and copies the predictions out where they are sound.
 *
 * <p>Owned by one thread.
 */
final class WrappedPass implements Form.Pass {
    /** Tensors over the first slots, as many as the bucket holds. */
    private record Bucket(OnnxTensor pixels, OnnxTensor predictions, OnnxTensor unsound) {}

    private final OrtSession session;
    private final OutputTensor outputs;
    private final Form.Sizes sizes;
    private final Map<Integer, Bucket> buckets = new TreeMap<>();
    private PixelSize size;
    private ByteBuffer input = direct(0);
    private ByteBuffer output = direct(0);
    private final ByteBuffer unsound;

    /** Networks of one size have all their memory at once; the others' grows with the pictures. */
    WrappedPass(OrtSession session, OutputTensor outputs, Form.Sizes sizes) throws OrtException {
        this.session = session;
        this.outputs = outputs;
        this.sizes = sizes;
        this.size = sizes.input();
        this.unsound = direct(sizes.buckets().getLast() * Float.BYTES);
        if (!sizes.sameAsInput()) {
            bucket(sizes.buckets().getLast());
            for (int slots : sizes.buckets()) bucket(slots);
        }
    }

    static ByteBuffer direct(byte[] bytes) {
        return direct(bytes.length).put(0, bytes);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    static OnnxTensor tensor(ByteBuffer bytes, int pictures, PixelSize size, int channels) throws OrtException {
        return OnnxTensor.createTensor(
                OnnxEnvironment.get(),
                bytes,
                new long[] {pictures, size.height(), size.width(), channels},
                OnnxJavaType.UINT8);
    }

    private int channels() {
        return outputs.manifest().input().colour().channels();
    }

    private int inputBytes() {
        return Math.toIntExact(size.pixels() * channels());
    }

    private int outputBytes() {
        return Math.toIntExact(sizes.output(size).pixels() * outputs.bytesPerNumber());
    }

    private Bucket bucket(int slots) throws OrtException {
        Bucket known = buckets.get(slots);
        if (known != null) return known;
        int inputs = Math.multiplyExact(slots, inputBytes());
        int predictions = Math.multiplyExact(slots, outputBytes());
        if (input.capacity() < inputs || output.capacity() < predictions) {
            close(); // tensors over the smaller buffers
            input = direct(Math.max(inputs, input.capacity()));
            output = direct(Math.max(predictions, output.capacity()));
        }
        Bucket made = new Bucket(
                tensor(first(input, inputs), slots, size, channels()),
                OnnxTensor.createTensor(
                        OnnxEnvironment.get(),
                        first(output, predictions),
                        new long[] {slots, sizes.output(size).pixels()},
                        outputs.isMap() ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT),
                OnnxTensor.createTensor(
                        OnnxEnvironment.get(),
                        first(unsound, slots * Float.BYTES),
                        new long[] {slots, 1},
                        OnnxJavaType.FLOAT));
        buckets.put(slots, made);
        return made;
    }

    private static ByteBuffer first(ByteBuffer slots, int bytes) {
        return slots.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public List<Prediction> run(List<Pixels> pictures) throws OrtException, UnsoundAnswer {
        resize(pictures.getFirst().size());
        int slots = sizes.bucket(pictures.size());
        Bucket bucket = bucket(slots);
        for (int slot = 0; slot < slots; slot++) {
            Pixels picture = pictures.get(Math.min(slot, pictures.size() - 1)); // padding repeats the last
            input.put(slot * inputBytes(), picture.bytes());
        }
        try (var pinned = session.run(
                Map.of(GraphSurgery.INPUT, bucket.pixels()),
                Map.of(GraphSurgery.OUTPUT, bucket.predictions(), GraphSurgery.UNSOUND, bucket.unsound()))) {
            for (int slot = 0; slot < pictures.size(); slot++) {
                UnsoundAnswer.refuse(
                        unsound.getFloat(slot * Float.BYTES), outputs.manifest().output());
            }
            List<Prediction> predictions = new ArrayList<>(pictures.size());
            for (int slot = 0; slot < pictures.size(); slot++) predictions.add(prediction(slot * outputBytes()));
            return predictions;
        }
    }

    private void resize(PixelSize wanted) {
        if (wanted.equals(size)) return;
        close();
        size = wanted;
    }

    private Prediction prediction(int offset) {
        return switch (outputs.manifest().task()) {
            case MASK, MATTE -> {
                byte[] map = new byte[outputBytes()];
                output.get(offset, map);
                yield outputs.prediction(map, sizes.output(size));
            }
            case ROTATE -> new Prediction.Angle(output.getFloat(offset));
            case CLASSIFY -> {
                List<Float> values = new ArrayList<>();
                for (int at = 0; at < outputBytes(); at += Float.BYTES) values.add(output.getFloat(offset + at));
                yield new Prediction.Probabilities(values);
            }
        };
    }

    @Override
    public void close() {
        buckets.values().forEach(bucket -> {
            bucket.pixels().close();
            bucket.predictions().close();
            bucket.unsound().close();
        });
        buckets.clear();
    }
}
