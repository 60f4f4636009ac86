package io.kirinuki.model;

import ai.onnxruntime.OrtException;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.util.List;
import java.util.stream.LongStream;

/** A network's session and the way pictures pass through it. Any number of passes may be open at once. */
sealed interface Form extends AutoCloseable permits WrappedForm, PlainForm {
    /** What the network's own output for one picture is like. */
    Trial tried(Pixels one) throws OrtException;

    /** Buffers of one thread. */
    Pass open(Sizes sizes) throws OrtException;

    @Override
    void close();

    /** Pictures of one size, as many as the buckets allow; a prediction for each, in order. */
    interface Pass extends AutoCloseable {
        List<Prediction> run(List<Pixels> pictures) throws OrtException, UnsoundAnswer;

        @Override
        void close();
    }

    /**
     * @param shape of the network's output, the batch's dimension first
     * @param unsound how many of its numbers the head cannot take
     */
    record Trial(List<Long> shape, double unsound) {
        static Trial of(long[] shape, double unsound) {
            return new Trial(LongStream.of(shape).boxed().toList(), unsound);
        }
    }

    /**
     * What a trial run has found.
     *
     * @param input of every picture; of networks that take any size, of the trial's
     * @param output of a map, of other heads the numbers in a row
     * @param sameAsInput whether maps follow the input's size
     * @param buckets batch sizes that are run, ascending; a batch between two is padded to the larger
     */
    record Sizes(PixelSize input, PixelSize output, boolean sameAsInput, List<Integer> buckets) {
        public Sizes {
            buckets = List.copyOf(buckets);
        }

        PixelSize output(PixelSize of) {
            return sameAsInput ? of : output;
        }

        int bucket(int pictures) {
            return buckets.stream().filter(size -> size >= pictures).findFirst().orElseThrow();
        }
    }
}
