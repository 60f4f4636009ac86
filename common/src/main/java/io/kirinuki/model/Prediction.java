package io.kirinuki.model;

import io.kirinuki.image.Pixels;
import java.util.List;
import java.util.function.IntPredicate;

/** What a network says about one picture. */
public sealed interface Prediction {
    /** How much of each pixel is the subject: one channel, 255 where all of it. Of tasks mask and matte. */
    record Alpha(Pixels map) implements Prediction {}

    /** The class of each pixel, an index into the manifest's classes; 0 is the background. Of the head argmax. */
    record ClassMap(Pixels map) implements Prediction {
        /** All that is not background. */
        public Alpha foreground() {
            return alpha(index -> index != 0);
        }

        /** These classes alone. */
        public Alpha only(List<Integer> classes) {
            return alpha(classes::contains);
        }

        private Alpha alpha(IntPredicate wanted) {
            byte[] values = new byte[256];
            for (int index = 0; index < values.length; index++) values[index] = (byte) (wanted.test(index) ? 255 : 0);
            byte[] alpha = new byte[map.bytes().length];
            for (int p = 0; p < alpha.length; p++) alpha[p] = values[map.bytes()[p] & 0xff];
            return new Alpha(new Pixels(alpha, map.size(), 1));
        }
    }

    /** One a class, in the manifest's order. Of task classify. */
    record Probabilities(List<Float> values) implements Prediction {
        public Probabilities {
            values = List.copyOf(values);
        }
    }

    /** How far the picture is turned counter-clockwise: -180..180, both ends the same turn. Of task rotate. */
    record Angle(float degrees) implements Prediction {
        public Angle {
            degrees = (float) Math.IEEEremainder(degrees, 360);
        }
    }
}
