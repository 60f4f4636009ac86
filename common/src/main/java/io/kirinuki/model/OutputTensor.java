package io.kirinuki.model;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.OutputRule.Head;
import io.kirinuki.model.onnx.Onnx.GraphProto;
import java.util.Arrays;

/** What a network gives for one picture, held against the manifest's head. */
record OutputTensor(ModelManifest manifest) {
    static OutputTensor of(ModelManifest manifest) {
        return new OutputTensor(manifest);
    }

    static void check(GraphProto graph, ModelManifest manifest, String file) throws ModelException {
        InputTensor.named(graph.getOutputList(), manifest.output().tensor(), "output.tensor", file);
    }

    boolean isMap() {
        return manifest.task() == ModelManifest.Task.MASK || manifest.task() == ModelManifest.Task.MATTE;
    }

    /** Of maps the numbers are bytes, else floats. */
    int bytesPerNumber() {
        return isMap() ? 1 : Float.BYTES;
    }

    /**
     * Checks the shape that one picture gave.
     *
     * @param shape with the batch's dimension first
     * @return the size of the map; of other heads as many numbers in a row as come out
     */
    PixelSize measure(long[] shape, PixelSize input, String file) throws ModelException {
        Head head = manifest.output().head();
        int classes = manifest.output().classes().size();
        if (isMap()) {
            int planes = head == Head.ARGMAX ? classes : 1;
            boolean flat = head != Head.ARGMAX && shape.length == 3;
            boolean stacked = shape.length == 4 && shape[1] == planes;
            if ((!flat && !stacked) || shape[0] != 1) {
                throw wrong(
                        file,
                        shape,
                        head == Head.ARGMAX
                                ? "[1, %d, height, width], one plane for each of output.classes,".formatted(planes)
                                : "[1, 1, height, width]",
                        head == Head.ARGMAX ? "output.classes" : "output.tensor");
            }
            PixelSize map = new PixelSize((int) shape[shape.length - 1], (int) shape[shape.length - 2]);
            if (manifest.input().framing() instanceof Framing.AnySize && !map.equals(input)) {
                throw wrong(file, shape, "a map as large as the input, " + input + ",", "input.multipleOf");
            }
            return map;
        }
        long numbers = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        int expected = manifest.task() == ModelManifest.Task.CLASSIFY ? classes : head == Head.SIN_COS ? 2 : 1;
        if (shape.length == 0 || shape[0] != 1 || numbers != expected) {
            boolean classify = manifest.task() == ModelManifest.Task.CLASSIFY;
            throw wrong(
                    file,
                    shape,
                    "[1, %d]".formatted(expected) + (classify ? ", one number for each of output.classes," : ""),
                    classify ? "output.classes" : "output.head");
        }
        return new PixelSize(manifest.task() == ModelManifest.Task.CLASSIFY ? classes : 1, 1);
    }

    private ModelException wrong(String file, long[] shape, String expected, String field) {
        return new ModelException("%s: %s: %s expected of \"%s\" with head %s and one picture, found %s"
                .formatted(
                        file,
                        field,
                        expected,
                        manifest.output().tensor(),
                        Flaw.spelled(manifest.output().head()),
                        Arrays.toString(shape)));
    }

    /** The prediction whose numbers a wrapped graph has given. */
    Prediction prediction(byte[] map, PixelSize size) {
        Pixels pixels = new Pixels(map, size, 1);
        return manifest.output().head() == Head.ARGMAX ? new Prediction.ClassMap(pixels) : new Prediction.Alpha(pixels);
    }
}
