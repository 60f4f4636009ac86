package io.kirinuki.image.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    @Test
    void partsComeLargestFirstWithTheirSoftBorders() throws FailedException {
        try (Mask mask = drawn("5..59", "9..99", "5..59")) {
            Components parts = Components.of(mask, 0);
            assertThat(parts.count()).isEqualTo(2);
            assertThat(parts.pixels(0)).isEqualTo(6);
            assertThat(shown(parts, 0)).containsExactly("...59", "...99", "...59");
            assertThat(shown(parts, 1)).containsExactly("5....", "9....", "5....");
        }
    }

    @Test
    void softPixelsGoToTheNearestPart() throws FailedException {
        try (Mask mask = drawn("9222229", ".......", "9......")) {
            Components parts = Components.of(mask, 0);
            assertThat(shown(parts, 0)).containsExactly("9222...", ".......", ".......");
            assertThat(shown(parts, 1)).containsExactly(".......", ".......", "9......");
            assertThat(shown(parts, 2)).containsExactly("....229", ".......", ".......");
        }
    }

    @Test
    void cornersHoldAPartTogether() throws FailedException {
        try (Mask mask = drawn("9..", ".9.", "..9")) {
            assertThat(Components.of(mask, 0).count()).isEqualTo(1);
        }
        try (Mask mask = drawn("..9", ".9.", "9..")) {
            assertThat(Components.of(mask, 0).count()).isEqualTo(1);
        }
    }

    @Test
    void smallPartsAreLeftOutWithTheirBorders() throws FailedException {
        try (Mask mask = drawn("92.299", "......", "......")) {
            Components parts = Components.of(mask, 0.1);
            assertThat(parts.count()).isEqualTo(1);
            assertThat(shown(parts, 0)).containsExactly("...299", "......", "......");
        }
    }

    @Test
    void aMaskWithoutSubjectHasNoPartsAndIsItsOwnLargest() throws FailedException {
        try (Mask mask = drawn("22", "..");
                Mask largest = Components.largest(mask)) {
            assertThat(Components.of(mask, 0).count()).isZero();
            assertThat(lines(largest)).containsExactly("22", "..");
        }
    }

    @Test
    void theBoxChoosesThePartWithTheMostPixelsInIt() throws FailedException {
        try (Mask mask = drawn("99..5.", "99..99", "....99", "......")) {
            Components parts = Components.of(mask, 0);
            assertThat(shown(parts, parts.within(new Box(0, 0, 2, 2)).orElseThrow()))
                    .containsExactly("99....", "99....", "......", "......");
            assertThat(shown(parts, parts.within(new Box(1, 0, 5, 3)).orElseThrow()))
                    .containsExactly("....5.", "....99", "....99", "......");
            assertThat(parts.within(new Box(4, 0, 1, 1)))
                    .as("a soft pixel is its")
                    .isPresent();
            assertThat(parts.within(new Box(2, 0, 2, 4))).isEmpty();
            assertThat(parts.within(new Box(0, 3, 6, Integer.MAX_VALUE))).isEmpty();
            assertThat(parts.within(new Box(5, 2, Integer.MAX_VALUE, Integer.MAX_VALUE)))
                    .isPresent();
            assertThat(parts.within(new Box(60, 70, 1, 1))).isEmpty();
            try (Mask both = parts.parts(IntStream.of(0, 1))) {
                assertThat(lines(both)).isEqualTo(lines(mask));
            }
        }
    }

    @Test
    void theLargestPartIsKept() throws FailedException {
        try (Mask mask = drawn("9.99", "..22");
                Mask largest = Components.largest(mask)) {
            assertThat(lines(largest)).containsExactly("..99", "..22");
        }
    }

    /** Against the plainest way there is: flood fill, and every subject pixel tried for every soft one. */
    @Property(tries = 300)
    void partsAreThoseOfThePlainWay(
            @ForAll @IntRange(min = 1, max = 14) int width,
            @ForAll @IntRange(min = 1, max = 14) int height,
            @ForAll @IntRange(max = 10) int density,
            @ForAll long seed)
            throws FailedException {
        Random random = new Random(seed);
        byte[] alpha = new byte[width * height];
        for (int i = 0; i < alpha.length; i++) {
            int kind = random.nextInt(20);
            alpha[i] = (byte) (kind < density ? 128 + random.nextInt(128) : kind < 15 ? random.nextInt(128) : 0);
        }
        int[] label = flooded(alpha, width, height);
        try (Mask mask = Mask.of(alpha, new PixelSize(width, height))) {
            Components parts = Components.of(mask, 0);
            int[] owner = new int[alpha.length];
            long last = Long.MAX_VALUE;
            for (int part = 0; part < parts.count(); part++) {
                assertThat(parts.pixels(part)).isLessThanOrEqualTo(last);
                last = parts.pixels(part);
                try (Mask one = parts.part(part)) {
                    for (int i = 0; i < alpha.length; i++) {
                        byte got = value(one, i);
                        if (got == 0) continue;
                        assertThat(got).isEqualTo(alpha[i]);
                        assertThat(owner[i]).as("owned once").isZero();
                        owner[i] = part + 1;
                    }
                }
            }
            int distinct =
                    (int) Arrays.stream(label).filter(l -> l > 0).distinct().count();
            assertThat(parts.count()).isEqualTo(distinct);
            if (distinct == 0) return;
            int[] labelOfPart = new int[parts.count() + 1];
            for (int i = 0; i < alpha.length; i++) if (label[i] > 0) labelOfPart[owner[i]] = label[i];
            for (int i = 0; i < alpha.length; i++) {
                if (alpha[i] == 0) continue;
                if (label[i] > 0) assertThat(label[i]).isEqualTo(labelOfPart[owner[i]]);
                assertThat(distance(i, labelOfPart[owner[i]], label, width)).isEqualTo(distance(i, 0, label, width));
            }
        }
    }

    @Test
    void noiseIsRefused() {
        byte[] noise = new byte[4096 * 4096];
        for (int i = 0; i < noise.length; i++) noise[i] = (byte) -((i ^ (i >> 12)) & 1);
        try (Mask mask = Mask.of(noise, new PixelSize(4096, 4096))) {
            assertThatThrownBy(() -> Components.of(mask, 0))
                    .isInstanceOfSatisfying(
                            FailedException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.TooRagged.class));
        }
    }

    /** Squared, to the nearest pixel with that label; with any, for 0. */
    private static int distance(int from, int wanted, int[] label, int width) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < label.length; i++) {
            if (label[i] == 0 || (wanted != 0 && label[i] != wanted)) continue;
            int dx = i % width - from % width;
            int dy = i / width - from / width;
            least = Math.min(least, dx * dx + dy * dy);
        }
        return least;
    }

    private static int[] flooded(byte[] alpha, int width, int height) {
        int[] label = new int[alpha.length];
        for (int i = 0; i < alpha.length; i++)
            if (alpha[i] < 0 && label[i] == 0) flood(alpha, width, height, i, i + 1, label);
        return label;
    }

    private static void flood(byte[] alpha, int width, int height, int at, int name, int[] label) {
        label[at] = name;
        for (int y = Math.max(0, at / width - 1); y <= Math.min(height - 1, at / width + 1); y++) {
            for (int x = Math.max(0, at % width - 1); x <= Math.min(width - 1, at % width + 1); x++) {
                int next = y * width + x;
                if (alpha[next] < 0 && label[next] == 0) flood(alpha, width, height, next, name, label);
            }
        }
    }

    private static byte value(Mask mask, int i) {
        byte[] row = new byte[mask.size().width()];
        mask.row(i / row.length, row);
        return row[i % row.length];
    }

    private static String[] shown(Components parts, int part) {
        try (Mask one = parts.part(part)) {
            return lines(one);
        }
    }

    /** Digits are alpha in steps of 28: 5 and more is subject. */
    static Mask drawn(String... rows) {
        int width = rows[0].length();
        byte[] alpha = new byte[width * rows.length];
        for (int i = 0; i < alpha.length; i++) {
            char digit = rows[i / width].charAt(i % width);
            alpha[i] = (byte) (digit == '.' ? 0 : digit == '9' ? 255 : 28 * (digit - '0'));
        }
        return Mask.of(alpha, new PixelSize(width, rows.length));
    }

    static String[] lines(Mask mask) {
        String[] lines = new String[mask.size().height()];
        byte[] row = new byte[mask.size().width()];
        for (int y = 0; y < lines.length; y++) {
            mask.row(y, row);
            StringBuilder line = new StringBuilder();
            for (byte each : row) line.append(each == 0 ? "." : String.valueOf((each & 0xff) / 28));
            lines[y] = line.toString();
        }
        return lines;
    }
}
