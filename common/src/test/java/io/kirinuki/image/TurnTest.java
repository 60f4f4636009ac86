package io.kirinuki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.image.Turn.Canvas;
import io.kirinuki.image.decode.PhotoTest;
import io.kirinuki.image.png.FastPng;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TurnTest {
    private static final Optional<Colour> RED = Optional.of(new Colour(255, 0, 0));
    private static final Optional<Colour> BLACK = Optional.of(new Colour(0, 0, 0));

    /** Blue, green, red of each pixel, from top to bottom. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Bgr(PixelSize size, byte[] bytes) {
        static Bgr of(Photo photo) {
            int rowBytes = photo.size().width() * 3;
            byte[] bytes = new byte[rowBytes * photo.size().height()];
            byte[] row = new byte[rowBytes];
            for (int y = 0; y < photo.size().height(); y++) {
                photo.row(y, row);
                System.arraycopy(row, 0, bytes, y * rowBytes, rowBytes);
            }
            return new Bgr(photo.size(), bytes);
        }

        Bgr part(int left, int top, PixelSize part) {
            byte[] inside = new byte[part.width() * part.height() * 3];
            for (int y = 0; y < part.height(); y++) {
                int from = ((y + top) * size.width() + left) * 3;
                System.arraycopy(bytes, from, inside, y * part.width() * 3, part.width() * 3);
            }
            return new Bgr(part, inside);
        }

        int at(int x, int y, int channel) {
            return bytes[(y * size.width() + x) * 3 + channel] & 0xff;
        }
    }

    @ParameterizedTest
    @EnumSource
    void quarterTurnsMovePixelsAndChangeNone(Canvas canvas) throws Exception {
        Random seeds = new Random();
        for (int i = 0; i < 40; i++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            PixelSize size = new PixelSize(1 + random.nextInt(30), 1 + random.nextInt(30));
            try (Photo photo = noise(size, random);
                    Photo left = photo.turned(new Turn(90, canvas), RED);
                    Photo right = photo.turned(new Turn(-90, canvas), RED);
                    Photo half = photo.turned(new Turn(180, canvas), RED);
                    Photo none = photo.turned(new Turn(360, canvas), RED);
                    Photo back = right.turned(new Turn(450, canvas), RED)) {
                Bgr from = Bgr.of(photo);
                Bgr toLeft = Bgr.of(left);
                Bgr toRight = Bgr.of(right);
                Bgr toHalf = Bgr.of(half);
                assertThat(left.size()).isEqualTo(swapped(size));
                for (int y = 0; y < size.height(); y++) {
                    for (int x = 0; x < size.width(); x++) {
                        int above = size.height() - 1 - y;
                        int across = size.width() - 1 - x;
                        for (int c = 0; c < 3; c++) {
                            assertThat(toLeft.at(y, across, c))
                                    .as("seed %d", seed)
                                    .isEqualTo(from.at(x, y, c));
                            assertThat(toRight.at(above, x, c))
                                    .as("seed %d", seed)
                                    .isEqualTo(from.at(x, y, c));
                            assertThat(toHalf.at(across, above, c))
                                    .as("seed %d", seed)
                                    .isEqualTo(from.at(x, y, c));
                        }
                    }
                }
                assertThat(Bgr.of(none).bytes()).isEqualTo(from.bytes());
                assertThat(Bgr.of(back).bytes()).isEqualTo(from.bytes());
            }
        }
    }

    /** So that both ways of turning agree on direction and centre. */
    @ParameterizedTest
    @ValueSource(doubles = {-180, -90, 0, 90})
    void aHairMoreThanAQuarterTurnIsNearlyOne(double degrees) throws Exception {
        PixelSize size = new PixelSize(41, 41);
        try (Photo photo = smooth(size, 5);
                Photo exact = photo.turned(new Turn(degrees, Canvas.KEEP), BLACK);
                Photo nearly = photo.turned(new Turn(degrees + 0.01, Canvas.KEEP), BLACK)) {
            assertThat(farthest(Bgr.of(exact), Bgr.of(nearly), 20)).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KEEP", "EXPAND"})
    void whatIsTurnedAndTurnedBackIsAsBefore(Canvas canvas) throws Exception {
        Random seeds = new Random();
        for (int i = 0; i < 60; i++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            PixelSize size = new PixelSize(20 + random.nextInt(100), 20 + random.nextInt(100));
            double degrees = random.nextDouble(-180, 180);
            try (Photo photo = smooth(size, random.nextInt());
                    Photo turned = photo.turned(new Turn(degrees, canvas), BLACK);
                    Photo back = turned.turned(new Turn(-degrees, canvas), BLACK)) {
                int left = (back.size().width() - size.width()) / 2;
                int top = (back.size().height() - size.height()) / 2;
                // Centres of an even and of an odd side are half a pixel apart.
                if ((back.size().width() - size.width()) % 2 != 0) continue;
                if ((back.size().height() - size.height()) % 2 != 0) continue;
                int radius = Math.min(size.width(), size.height()) / 2 - 3;
                assertThat(farthest(Bgr.of(photo), Bgr.of(back).part(left, top, size), radius))
                        .as("%s by %s, seed %d", size, degrees, seed)
                        .isLessThanOrEqualTo(4);
            }
        }
    }

    @Test
    void positiveIsCounterClockwise() throws Exception {
        PixelSize size = new PixelSize(101, 101);
        try (Photo photo = dot(size, 90, 50);
                Photo turned = photo.turned(new Turn(30, Canvas.KEEP), BLACK)) {
            // 40 to the right of the centre becomes 34.6 to the right and 20 up.
            assertThat(Bgr.of(turned).at(85, 30, 0)).isGreaterThan(200);
        }
    }

    @Test
    void cornersAreFilled() throws Exception {
        PixelSize size = new PixelSize(60, 40);
        try (Photo photo = plain(size);
                Photo kept = photo.turned(new Turn(30, Canvas.KEEP), RED);
                Photo expanded = photo.turned(new Turn(30, Canvas.EXPAND), RED);
                Photo zoomed = photo.turned(new Turn(20, Canvas.ZOOM_CROP), RED)) {
            assertThat(kept.size()).isEqualTo(size);
            assertThat(pixel(kept, 0, 0)).containsExactly(0, 0, 255);
            assertThat(pixel(kept, 30, 20)).containsExactly(255, 255, 255);
            // 60 cos 30 + 40 sin 30 = 71.96, 60 sin 30 + 40 cos 30 = 64.64
            assertThat(expanded.size()).isEqualTo(new PixelSize(72, 65));
            assertThat(pixel(expanded, 0, 0)).containsExactly(0, 0, 255);
            assertThat(zoomed.size()).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 80, 80", "10, 80, 80", "45, 80, 80", "-45, 120, 40", "100, 40, 120", "179, 33, 34"})
    void coverLeavesNothingToFill(double degrees, int width, int height) throws Exception {
        PixelSize size = new PixelSize(width, height);
        try (Photo photo = plain(size);
                Photo covered = photo.turned(new Turn(degrees, Canvas.COVER), RED)) {
            byte[] white = new byte[width * height * 3];
            Arrays.fill(white, (byte) 255);
            assertThat(covered.size()).isEqualTo(size);
            assertThat(Bgr.of(covered).bytes()).isEqualTo(white);
        }
    }

    @Test
    void zoomIsByAHundredthADegree() throws Exception {
        PixelSize size = new PixelSize(201, 201);
        try (Photo photo = dot(size, 150, 100);
                Photo zoomed = photo.turned(new Turn(20, Canvas.ZOOM_CROP), BLACK)) {
            // 50 * 1.2 = 60 from the centre: 56.4 to the right and 20.5 up.
            assertThat(Bgr.of(zoomed).at(156, 79, 0)).isGreaterThan(200);
        }
    }

    /** White stays white: no dark or bright line where photo and fill meet. */
    @Test
    void edgesAreMixturesOfPhotoAndFill() throws Exception {
        PixelSize size = new PixelSize(50, 50);
        try (Photo photo = plain(size);
                Photo turned = photo.turned(new Turn(17, Canvas.EXPAND), RED)) {
            Bgr bgr = Bgr.of(turned);
            int mixed = 0;
            for (int y = 0; y < bgr.size().height(); y++) {
                for (int x = 0; x < bgr.size().width(); x++) {
                    assertThat(bgr.at(x, y, 2)).isEqualTo(255);
                    assertThat(bgr.at(x, y, 0)).isEqualTo(bgr.at(x, y, 1));
                    if (bgr.at(x, y, 0) % 255 != 0) mixed++;
                }
            }
            assertThat(mixed).isBetween(100, 600);
        }
    }

    @Test
    void maskTurnsWithItsPhoto() throws Exception {
        PixelSize size = new PixelSize(70, 50);
        Turn turn = new Turn(-25, Canvas.EXPAND);
        byte[] white = new byte[70 * 50];
        Arrays.fill(white, (byte) 255);
        try (Photo photo = plain(size);
                Photo turned = photo.turned(turn, BLACK);
                Mask mask = Mask.of(white, size);
                Mask turnedMask = mask.turned(turn)) {
            assertThat(turnedMask.size()).isEqualTo(turned.size());
            Bgr bgr = Bgr.of(turned);
            byte[] row = new byte[turned.size().width()];
            for (int y = 0; y < turned.size().height(); y++) {
                turnedMask.row(y, row);
                for (int x = 0; x < row.length; x++) {
                    assertThat(row[x] & 0xff).as("%d,%d", x, y).isCloseTo(bgr.at(x, y, 0), within(9));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, 45, false",
        "3000, 2000, 45, false",
        "10, 5000, 45, true",
        "40000, 10, 1, true",
        "40000, 10, 90, false"
    })
    void whatTakesTooMuchIsRefused(int width, int height, double degrees, boolean refused) {
        assertThat(new Turn(degrees, Canvas.EXPAND)
                        .objection(new PixelSize(width, height))
                        .isPresent())
                .isEqualTo(refused);
    }

    @Test
    void onePixelCanBeTurned() throws Exception {
        for (Canvas canvas : List.of(Canvas.values())) {
            try (Photo photo = plain(new PixelSize(1, 1));
                    Photo turned = photo.turned(new Turn(33, canvas), BLACK)) {
                assertThat(turned.size().width()).isLessThanOrEqualTo(2);
            }
        }
    }

    /** The largest difference within {@code radius} of the centre. */
    private static int farthest(Bgr one, Bgr other, int radius) {
        assertThat(other.size()).isEqualTo(one.size());
        int farthest = 0;
        for (int y = 0; y < one.size().height(); y++) {
            for (int x = 0; x < one.size().width(); x++) {
                double away = Math.hypot(
                        x - (one.size().width() - 1) / 2.0, y - (one.size().height() - 1) / 2.0);
                if (away > radius) continue;
                for (int c = 0; c < 3; c++) {
                    farthest = Math.max(farthest, Math.abs(one.at(x, y, c) - other.at(x, y, c)));
                }
            }
        }
        return farthest;
    }

    private static int[] pixel(Photo photo, int x, int y) {
        Bgr bgr = Bgr.of(photo);
        return new int[] {bgr.at(x, y, 0), bgr.at(x, y, 1), bgr.at(x, y, 2)};
    }

    private static Photo noise(PixelSize size, Random random) throws Exception {
        return photo(size, (y, row) -> random.nextBytes(row));
    }

    /** Waves no shorter than 30 pixels, of which cubic interpolation loses next to nothing. */
    private static Photo smooth(PixelSize size, int seed) throws Exception {
        return photo(size, (y, row) -> {
            for (int i = 0; i < row.length; i++) {
                double across = x(i) * 0.2;
                row[i] = (byte) (128 + 50 * Math.sin(across + seed + i % 3) + 50 * Math.cos(y * 0.15 + seed));
            }
        });
    }

    private static int x(int index) {
        return index / 3;
    }

    private static PixelSize swapped(PixelSize size) {
        return new PixelSize(/* width= */ size.height(), /* height= */ size.width());
    }

    private static Photo plain(PixelSize size) throws Exception {
        return photo(size, (y, row) -> Arrays.fill(row, (byte) 255));
    }

    /** White within 4 pixels of that point, black elsewhere. */
    private static Photo dot(PixelSize size, int centreX, int centreY) throws Exception {
        return photo(size, (y, row) -> {
            for (int i = 0; i < row.length; i++) {
                row[i] = (byte) (Math.hypot(x(i) - centreX, y - centreY) <= 4 ? 255 : 0);
            }
        });
    }

    private static Photo photo(PixelSize size, RowSource rows) throws Exception {
        return PhotoTest.decoded(FastPng.encode(size, Picture.Layout.RGB, rows).bytes());
    }
}
