package io.kirinuki.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.annotation.RandomMasks.Drawn;
import io.kirinuki.annotation.RunLengths.Extent;
import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

class RunLengthsTest {
    /** As column-major encoders all over Kaggle print it. */
    @Test
    void theWellKnownMaskGivesTheWellKnownText() throws FailedException {
        String[] rows = {"......", "......", ".###..", ".###..", ".####.", ".####.", ".####.", "......"};
        assertThat(KaggleRuns.write(runs(Order.COLUMNS, rows))).isEqualTo("11 5 19 5 27 5 37 3");
    }

    @Test
    void rowsAreReadFromLeftToRightAndGoOnInTheNextRow() throws FailedException {
        assertThat(KaggleRuns.write(runs(Order.ROWS, "..##", "##..", ".#.."))).isEqualTo("3 4 10 1");
    }

    @Test
    void firstAndLastPixelCount() throws FailedException {
        assertThat(KaggleRuns.write(runs(Order.ROWS, "#..", "..#"))).isEqualTo("1 1 6 1");
        assertThat(KaggleRuns.write(runs(Order.COLUMNS, "#..", "..#"))).isEqualTo("1 1 6 1");
        assertThat(KaggleRuns.write(runs(Order.ROWS, "##", "##"))).isEqualTo("1 4");
    }

    @Test
    void anEmptyMaskIsTheEmptyText() throws FailedException {
        assertThat(KaggleRuns.write(runs(Order.ROWS, "...", "..."))).isEmpty();
        assertThat(KaggleRuns.read("", new PixelSize(3, 2), Order.ROWS)).isEqualTo(runs(Order.ROWS, "...", "..."));
    }

    /** Expected texts are what {@code pycocotools.mask.encode} of pycocotools 2.0 gives for the same arrays. */
    @Test
    void textsAreThoseOfPycocotools() throws FailedException {
        assertThat(CocoRuns.write(runs(Order.COLUMNS, "....", "....", "...."))).isEqualTo("<");
        assertThat(CocoRuns.write(runs(Order.COLUMNS, "####", "####", "####"))).isEqualTo("0<");
        assertThat(CocoRuns.write(runs(Order.COLUMNS, "#"))).isEqualTo("01");
        assertThat(CocoRuns.write(runs(Order.COLUMNS, "#..##"))).isEqualTo("0121");
        assertThat(CocoRuns.write(runs(Order.COLUMNS, ".", "#", "#", "."))).isEqualTo("121");
        assertThat(CocoRuns.write(drawn(640, 480, i -> square(i % 640 - 320) + square(i / 640 - 240) < 40_000)))
                .startsWith("mmh1W1`=b0A<E:F:G8H8I6I8I6J6J6K4K6K4K6K4L4K6K4L4L4L4M2M4")
                .endsWith("4L4L5J5L4L5J5L5J5L5J6J6J7H7J7H8H9F:F;D?^O\\Qh1")
                .hasSize(809);
        assertThat(CocoRuns.write(drawn(
                        40, 50, i -> (i % 40 * 31 + i / 40 * 17) * (i % 40 + 2 * (i / 40) + 1) % 101 < 40)))
                .startsWith(
                        "01320NO2OO0O80H1011N12`0O^O11N12000NN00160JO0022000NO2OO?OB21NO2OO0O80H1011N1200NO000000011N1")
                .endsWith(
                        "301070E10O00212OO2ONO2OO001OO00020N00032MOb00^O10O2OO002OO011N0011NO0022005NI10O00210ON041NOO2OO000O")
                .hasSize(938);
    }

    @Test
    void areaAndExtentAreThoseOfThePixels() throws FailedException {
        for (Order order : Order.values()) {
            assertThat(runs(order, "....", ".##.", ".#..", "....").area()).isEqualTo(3);
            assertThat(runs(order, "....", ".##.", ".#..", "....").extent()).hasValue(new Extent(1, 1, 2, 2));
            assertThat(runs(order, "..##", "##..", "....").extent()).hasValue(new Extent(0, 0, 4, 2));
            assertThat(runs(order, "...", "..#").extent()).hasValue(new Extent(2, 1, 1, 1));
            assertThat(runs(order, "#..", "..#").extent()).hasValue(new Extent(0, 0, 3, 2));
            assertThat(runs(order, "...", "...").extent()).isEmpty();
            assertThat(runs(order, "...", "...").area()).isZero();
        }
    }

    @Test
    void alphaOfAtLeastTheThresholdIsSubject() throws FailedException {
        try (Mask mask = Mask.of(new byte[] {0, 127, (byte) 128, -1}, new PixelSize(4, 1))) {
            assertThat(KaggleRuns.write(RunLengths.of(mask, 0.5, Order.ROWS))).isEqualTo("3 2");
            assertThat(KaggleRuns.write(RunLengths.of(mask, 0.2, Order.ROWS))).isEqualTo("2 3");
            assertThat(KaggleRuns.write(RunLengths.of(mask, 0, Order.COLUMNS))).isEqualTo("1 4");
        }
    }

    @Property
    @Domain(RandomMasks.class)
    @Domain(DomainContext.Global.class)
    void everyWayOfWritingIsReadBack(@ForAll Drawn drawn) throws FailedException {
        for (Order order : Order.values()) {
            RunLengths runs;
            try (Mask mask = drawn.mask()) {
                runs = RunLengths.of(mask, 0.5, order);
            }
            try (Mask back = runs.mask()) {
                assertThat(alpha(back)).isEqualTo(drawn.alpha());
            }
            assertThat(KaggleRuns.read(KaggleRuns.write(runs), drawn.size(), order))
                    .isEqualTo(runs);
            if (order == Order.COLUMNS) {
                assertThat(CocoRuns.read(CocoRuns.write(runs), drawn.size())).isEqualTo(runs);
                assertThat(CocoRuns.read(CocoRuns.counts(runs), drawn.size())).isEqualTo(runs);
            }
        }
    }

    @Test
    void whatIsNoRunLengthsIsRefused() {
        PixelSize size = new PixelSize(3, 2);
        for (String text :
                new String[] {"1", "0 1", "1 0", "7 1", "1 7", "3 2 4 1", "x y", "1 -1", "9223372036854775807 1"}) {
            assertThatThrownBy(() -> KaggleRuns.read(text, size, Order.ROWS))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String text : new String[] {"", "5", "P", "0o", "ooooooooo", "66", "1111111", "!6", "6\u00e9"}) {
            assertThatThrownBy(() -> CocoRuns.read(text, size)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void noiseIsRefusedBeforeItFillsTheMemory() {
        byte[] noise = new byte[4096 * 4096];
        for (int i = 0; i < noise.length; i++) noise[i] = (byte) -((i ^ (i >> 12)) & 1);
        try (Mask mask = Mask.of(noise, new PixelSize(4096, 4096))) {
            for (Order order : Order.values()) {
                assertThatThrownBy(() -> RunLengths.of(mask, 0.5, order))
                        .isInstanceOfSatisfying(
                                FailedException.class,
                                e -> assertThat(e.failure()).isInstanceOf(Failure.TooRagged.class));
            }
        }
    }

    private static int square(int number) {
        return number * number;
    }

    static byte[] alpha(Mask mask) {
        int width = mask.size().width();
        byte[] alpha = new byte[Math.toIntExact(mask.size().pixels())];
        byte[] row = new byte[width];
        for (int y = 0; y < mask.size().height(); y++) {
            mask.row(y, row);
            System.arraycopy(row, 0, alpha, y * width, width);
        }
        return alpha;
    }

    private static RunLengths runs(Order order, String... rows) throws FailedException {
        int width = rows[0].length();
        byte[] alpha = new byte[width * rows.length];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = (byte) (rows[i / width].charAt(i % width) == '#' ? 0xff : 0);
        }
        try (Mask mask = Mask.of(alpha, new PixelSize(width, rows.length))) {
            return RunLengths.of(mask, 0.5, order);
        }
    }

    private static RunLengths drawn(int width, int height, IntPredicate isSubject) throws FailedException {
        byte[] alpha = new byte[width * height];
        for (int i = 0; i < alpha.length; i++) alpha[i] = (byte) (isSubject.test(i) ? 0xff : 0);
        try (Mask mask = Mask.of(alpha, new PixelSize(width, height))) {
            return RunLengths.of(mask, 0.5, Order.COLUMNS);
        }
    }
}
