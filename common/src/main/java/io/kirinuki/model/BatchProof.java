package io.kirinuki.model;

import ai.onnxruntime.OrtException;
import io.kirinuki.image.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out by a trial whether a network answers each picture of a batch as it answers it alone. Many files bake a batch
 * of one into shapes inside, whatever they say of their inputs; some of those fail on larger batches, some mix pictures up.
 */
final class BatchProof {
    /** Pictures tried together. */
    private static final int MOST = 4;

    /** Predictions this close are the same: half a step of 255 on average, a third of a degree. */
    private static final double SAME = 0.002;

    /** Trial pictures this far apart would show a mix-up. */
    private static final double APART = 10 * SAME;

    private BatchProof() {}

    /** How many pictures are tried together. */
    static int pictures(Form.Sizes sizes) {
        return Math.min(MOST, sizes.buckets().getLast());
    }

    /**
     * Why batches must not be run; empty where they may.
     *
     * @param oneAtATime the file says batches of one: then its answers must be seen to differ, and to be right
     */
    static Optional<String> refutation(Form form, ModelManifest manifest, Form.Sizes sizes, boolean oneAtATime)
            throws OrtException, UnsoundAnswer {
        if (pictures(sizes) == 1) return Optional.empty();
        List<Pixels> pictures = new ArrayList<>();
        for (int i = 0; i < pictures(sizes); i++)
            pictures.add(TrialPictures.picture(
                    i, sizes.input(), manifest.input().colour().channels()));
        List<Prediction> alone = new ArrayList<>();
        List<Prediction> together;
        var exact = new Form.Sizes(sizes.input(), sizes.output(), sizes.sameAsInput(), List.of(1, pictures.size()));
        try (Form.Pass pass = form.open(exact)) {
            for (Pixels picture : pictures) alone.addAll(pass.run(List.of(picture)));
            try {
                together = pass.run(pictures);
            } catch (OrtException e) {
                if (Network.failed(e).outOfMemory()) throw e;
                return Optional.of("it cannot run %d pictures at once: %s".formatted(pictures.size(), e.getMessage()));
            } catch (UnsoundAnswer e) {
                return Optional.of("of %d pictures at once %s".formatted(pictures.size(), e.getMessage()));
            }
        }
        double error = 0;
        double apart = Double.POSITIVE_INFINITY;
        for (int i = 0; i < pictures.size(); i++) {
            error = Math.max(error, distance(alone.get(i), together.get(i)));
            for (int j = 0; j < i; j++) apart = Math.min(apart, distance(alone.get(i), alone.get(j)));
        }
        if (error > SAME) return Optional.of("it answers pictures of a batch otherwise than alone");
        if (oneAtATime && apart < APART) {
            return Optional.of("its file says one at a time, and it answers all trial pictures alike");
        }
        return Optional.empty();
    }

    /** 0 of the same, 1 of the greatest difference there can be. */
    private static double distance(Prediction a, Prediction b) {
        if (a instanceof Prediction.Alpha x && b instanceof Prediction.Alpha y) {
            return meanDifference(x.map().bytes(), y.map().bytes());
        } else if (a instanceof Prediction.ClassMap x && b instanceof Prediction.ClassMap y) {
            return shareThatDiffers(x.map().bytes(), y.map().bytes());
        } else if (a instanceof Prediction.Probabilities x && b instanceof Prediction.Probabilities y) {
            double most = 0;
            for (int k = 0; k < x.values().size(); k++) {
                most = Math.max(most, Math.abs(x.values().get(k) - y.values().get(k)));
            }
            return most;
        } else if (a instanceof Prediction.Angle x && b instanceof Prediction.Angle y) {
            return Math.abs(Math.IEEEremainder(x.degrees() - y.degrees(), 360)) / 180;
        }
        throw new IllegalStateException("a network with two kinds of predictions");
    }

    private static double meanDifference(byte[] a, byte[] b) {
        long sum = 0;
        for (int p = 0; p < a.length; p++) sum += Math.abs(Byte.toUnsignedInt(a[p]) - Byte.toUnsignedInt(b[p]));
        return sum / 255.0 / a.length;
    }

    private static double shareThatDiffers(byte[] a, byte[] b) {
        int count = 0;
        for (int p = 0; p < a.length; p++) count += a[p] == b[p] ? 0 : 1;
        return (double) count / a.length;
    }
}
