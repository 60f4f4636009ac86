package io.kirinuki.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network as its file has it; {@link PlainRule} does the rest. For networks that refuse to be wrapped. */
record PlainForm(ModelManifest manifest, OrtSession session) implements Form {
    @Override
    public Trial tried(Pixels one) throws OrtException {
        Raw raw = run(List.of(one), 1);
        float[] all = new float[raw.values().limit()];
        raw.values().get(0, all);
        return Trial.of(raw.shape().array(), new PlainRule(manifest).unsound(all));
    }

    @Override
    public Pass open(Sizes sizes) {
        return new Pass() {
            @Override
            public List<Prediction> run(List<Pixels> pictures) throws OrtException, UnsoundAnswer {
                PixelSize output = sizes.output(pictures.getFirst().size());
                Raw raw = PlainForm.this.run(pictures, sizes.bucket(pictures.size()));
                PlainRule rule = new PlainRule(manifest);
                List<Prediction> predictions = new ArrayList<>(pictures.size());
                for (int i = 0; i < pictures.size(); i++) predictions.add(rule.predict(raw.of(i), output));
                return predictions;
            }

            @Override
            public void close() {}
        };
    }

    /** What a run gave. */
    private record Raw(LongBuffer shape, FloatBuffer values) {
        float[] of(int picture) {
            float[] own = new float[Math.toIntExact(values.limit() / shape.get(0))];
            values.get(picture * own.length, own);
            return own;
        }
    }

    private Raw run(List<Pixels> pictures, int slots) throws OrtException {
        Pixels first = pictures.getFirst();
        FloatBuffer input = ByteBuffer.allocateDirect(
                        Math.multiplyExact(slots, Math.multiplyExact(first.bytes().length, Float.BYTES)))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        PlainRule rule = new PlainRule(manifest);
        for (int slot = 0; slot < slots; slot++) {
            rule.normalise(pictures.get(Math.min(slot, pictures.size() - 1)), input);
        }
        long[] shape = {
            slots, first.channels(), first.size().height(), first.size().width()
        };
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxEnvironment.get(), input.flip(), shape);
                var result = session.run(
                        Map.of(manifest.input().tensor(), tensor),
                        Set.of(manifest.output().tensor()))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            long[] given = output.getInfo().getShape();
            if (given.length == 0 || given[0] != slots) {
                throw new OrtException("a batch of %d gives %s".formatted(slots, Arrays.toString(given)));
            }
            return new Raw(LongBuffer.wrap(given), output.getFloatBuffer());
        }
    }

    @Override
    public void close() {
        Network.close(session);
    }
}
