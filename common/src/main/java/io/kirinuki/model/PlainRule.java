package io.kirinuki.model;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** A network's input rule and head in plain Java: what {@link GraphSurgery} does inside the graph. */
final class PlainRule {
    /** rembg's guard for pictures that are all black. */
    static final float LEAST_MAXIMUM = 1e-6f;

    /** A map that is the same everywhere becomes 0 by it; far below what maps differ by. */
    static final float LEAST_RANGE = 1e-12f;

    private final ModelManifest manifest;

    PlainRule(ModelManifest manifest) {
        this.manifest = manifest;
    }

    /** Adds float32 [channels, height, width]. */
    void normalise(Pixels pixels, FloatBuffer target) {
        InputRule rule = manifest.input();
        byte[] bytes = pixels.bytes();
        float divisor = divisor(bytes, rule.scale());
        int channels = pixels.channels();
        for (int c = 0; c < channels; c++) {
            int from = rule.colour() == InputRule.Colour.BGR ? 2 - c : c;
            float mean = rule.mean().get(c);
            float std = rule.std().get(c);
            for (int p = from; p < bytes.length; p += channels) {
                target.put((Byte.toUnsignedInt(bytes[p]) / divisor - mean) / std);
            }
        }
    }

    private static float divisor(byte[] bytes, InputRule.Scale scale) {
        return switch (scale) {
            case BY_255 -> 255;
            case NONE -> 1;
            case BY_IMAGE_MAXIMUM -> {
                int maximum = 0;
                for (byte value : bytes) maximum = Math.max(maximum, Byte.toUnsignedInt(value));
                yield Math.max(maximum, LEAST_MAXIMUM);
            }
        };
    }

    /** How many numbers of one picture's share the head cannot take. */
    int unsound(float[] raw) {
        OutputRule.Head head = manifest.output().head();
        int count = 0;
        for (float number : raw) {
            if (head.takesInfinity() ? Float.isNaN(number) : !Float.isFinite(number)) count++;
        }
        return switch (head) {
            case MIN_MAX -> count + (Float.isFinite(greatest(raw) - least(raw)) ? 0 : 1);
            case SOFTMAX -> count + unsoundShares(softmax(raw));
            default -> count;
        };
    }

    private static int unsoundShares(float[] shares) {
        int count = 0;
        for (float share : shares) count += Float.isNaN(share) ? 1 : 0;
        return count;
    }

    /**
     * What one picture's share of the network's output means.
     *
     * @param raw without the batch's dimension
     * @param size of a map
     */
    Prediction predict(float[] raw, PixelSize size) throws UnsoundAnswer {
        UnsoundAnswer.refuse(unsound(raw), manifest.output());
        return switch (manifest.output().head()) {
            case PROBABILITY -> manifest.task() == ModelManifest.Task.CLASSIFY ? probabilities(raw) : alpha(raw, size);
            case SIGMOID -> {
                float[] alpha = new float[raw.length];
                for (int p = 0; p < raw.length; p++) alpha[p] = sigmoid(raw[p]);
                yield alpha(alpha, size);
            }
            case MIN_MAX -> stretched(raw, size);
            case ARGMAX -> new Prediction.ClassMap(new Pixels(greatest(raw, size), size, 1));
            case SOFTMAX -> probabilities(softmax(raw));
            case SOFTSIGN_180 -> new Prediction.Angle(180 * (raw[0] / (1 + Math.abs(raw[0]))));
            case TANH_180 -> new Prediction.Angle((float) (180 * Math.tanh(raw[0])));
            case SIGMOID_360 -> new Prediction.Angle(360 * sigmoid(raw[0]));
            // Adding 0 makes -0 a 0, which atan2 tells apart.
            case SIN_COS -> new Prediction.Angle((float) Math.toDegrees(Math.atan2(raw[0] + 0f, raw[1] + 0f)));
            case DEGREES -> new Prediction.Angle(raw[0]);
        };
    }

    private static Prediction alpha(float[] alpha, PixelSize size) {
        byte[] bytes = new byte[alpha.length];
        for (int p = 0; p < bytes.length; p++) bytes[p] = limited(alpha[p] * 255 + .5f);
        return new Prediction.Alpha(new Pixels(bytes, size, 1));
    }

    private static Prediction stretched(float[] map, PixelSize size) {
        float least = least(map);
        float range = Math.max(greatest(map) - least, LEAST_RANGE);
        byte[] bytes = new byte[map.length];
        for (int p = 0; p < bytes.length; p++) bytes[p] = limited((map[p] - least) / range * 255);
        return new Prediction.Alpha(new Pixels(bytes, size, 1));
    }

    private static float least(float[] numbers) {
        float least = Float.POSITIVE_INFINITY;
        for (float number : numbers) least = Math.min(least, number);
        return least;
    }

    private static float greatest(float[] numbers) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (float number : numbers) greatest = Math.max(greatest, number);
        return greatest;
    }

    private static byte limited(float value) {
        return (byte) (int) Math.clamp(value, 0f, 255f);
    }

    private static byte[] greatest(float[] planes, PixelSize size) {
        byte[] classes = new byte[Math.toIntExact(size.pixels())];
        for (int p = 0; p < classes.length; p++) {
            int best = p;
            for (int at = p + classes.length; at < planes.length; at += classes.length) {
                if (planes[at] > planes[best]) best = at;
            }
            classes[p] = (byte) (best / classes.length);
        }
        return classes;
    }

    private static float[] softmax(float[] logits) {
        float greatest = greatest(logits);
        double sum = 0;
        for (float logit : logits) sum += Math.exp(logit - greatest);
        float[] shares = new float[logits.length];
        for (int k = 0; k < logits.length; k++) shares[k] = (float) (Math.exp(logits[k] - greatest) / sum);
        return shares;
    }

    private static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }

    private static Prediction probabilities(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) list.add(value);
        return new Prediction.Probabilities(list);
    }
}
