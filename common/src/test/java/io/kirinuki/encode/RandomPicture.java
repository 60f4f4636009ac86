package io.kirinuki.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A picture of random size, layout and kind, with its bytes; the seed says all. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record RandomPicture(long seed, PixelSize size, Layout layout, Kind kind, byte[] bytes) {
    /** What is in it: each makes an encoder take another way. */
    enum Kind {
        NOISE,
        GRADIENT,
        PLAIN,
        FEW_COLOURS,
        TWO_LEVELS,
        FOUR_LEVELS,
        SIXTEEN_LEVELS,
        GREY_COLOURS,
        OPAQUE
    }

    private static final List<Layout> LAYOUTS = List.of(Layout.values());
    private static final List<Kind> KINDS = List.of(Kind.values());

    static RandomPicture of(long seed) {
        Random random = new Random(seed);
        Layout layout = LAYOUTS.get(random.nextInt(LAYOUTS.size()));
        return of(seed, size(random), layout, KINDS.get(random.nextInt(KINDS.size())));
    }

    /** Often one pixel wide or high, and seldom a multiple of 8. */
    private static PixelSize size(Random random) {
        int width = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(90);
        int height = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(90);
        if (random.nextInt(20) == 0) width = 1 + random.nextInt(6000);
        return new PixelSize(width, height);
    }

    static RandomPicture of(long seed, PixelSize size, Layout layout, Kind kind) {
        Random random = new Random(seed);
        int channels = layout.channels();
        byte[] bytes = new byte[Math.toIntExact(size.pixels()) * channels];
        byte[][] colours = new byte[2 + random.nextInt(300)][4];
        for (byte[] colour : colours) random.nextBytes(colour);
        for (int pixel = 0; pixel < size.pixels(); pixel++) {
            int x = pixel % size.width();
            int y = pixel / size.width();
            byte[] colour = colour(kind, x, y, colours, random);
            System.arraycopy(colour, 0, bytes, pixel * channels, channels);
        }
        return new RandomPicture(seed, size, layout, kind, bytes);
    }

    private static byte[] colour(Kind kind, int x, int y, byte[][] colours, Random random) {
        byte[] colour = new byte[4];
        switch (kind) {
            case NOISE -> random.nextBytes(colour);
            case GRADIENT -> {
                for (int c = 0; c < 4; c++) colour[c] = (byte) (c * 40 + 2 * x + y + random.nextInt(2));
            }
            case PLAIN -> System.arraycopy(colours[0], 0, colour, 0, 4);
            case FEW_COLOURS -> System.arraycopy(colours[random.nextInt(colours.length)], 0, colour, 0, 4);
            case TWO_LEVELS -> Arrays.fill(colour, (byte) (random.nextInt(2) * 255));
            case FOUR_LEVELS -> Arrays.fill(colour, (byte) (random.nextInt(4) * 85));
            case SIXTEEN_LEVELS -> Arrays.fill(colour, (byte) (random.nextInt(16) * 17));
            case GREY_COLOURS -> {
                Arrays.fill(colour, (byte) random.nextInt(256));
                colour[3] = (byte) random.nextInt(256);
            }
            case OPAQUE -> {
                random.nextBytes(colour);
                colour[3] = -1;
            }
        }
        return colour;
    }

    Picture picture() {
        return new Picture(size, layout, inOrder(bytes, size.width() * layout.channels()));
    }

    /** Rows that can only be read as {@link RowSource} promises it: from the top, and again from the top. */
    static RowSource inOrder(byte[] bytes, int rowBytes) {
        AtomicInteger next = new AtomicInteger();
        return (y, row) -> {
            if (y == 0) next.set(0);
            assertThat(y).as("row").isEqualTo(next.getAndIncrement());
            assertThat(row).hasSize(rowBytes);
            System.arraycopy(bytes, y * rowBytes, row, 0, rowBytes);
        };
    }

    /** For the names of failed assertions. */
    @Override
    public String toString() {
        return "%s %s %s, seed %d".formatted(size, layout, kind, seed);
    }
}
