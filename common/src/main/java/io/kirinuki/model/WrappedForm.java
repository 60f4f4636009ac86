package io.kirinuki.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kirinuki.image.Pixels;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Set;

/** A graph with its rules inside: bytes in, bytes or a few numbers out. */
record WrappedForm(ModelManifest manifest, OrtSession session) implements Form {
    @Override
    public Trial tried(Pixels one) throws OrtException {
        try (OnnxTensor pixels = WrappedPass.tensor(WrappedPass.direct(one.bytes()), 1, one.size(), one.channels());
                var result = session.run(
                        Map.of(GraphSurgery.INPUT, pixels), Set.of(GraphSurgery.RAW_SHAPE, GraphSurgery.UNSOUND))) {
            LongBuffer shape = given(result, GraphSurgery.RAW_SHAPE).getLongBuffer();
            long[] dimensions = new long[shape.remaining()];
            shape.get(dimensions);
            float unsound = given(result, GraphSurgery.UNSOUND).getFloatBuffer().get(0);
            return Trial.of(dimensions, unsound);
        }
    }

    private static OnnxTensor given(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    @Override
    public Pass open(Sizes sizes) throws OrtException {
        return new WrappedPass(session, OutputTensor.of(manifest), sizes);
    }

    @Override
    public void close() {
        Network.close(session);
    }
}
