package io.kirinuki.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.encode.RandomPicture.Kind;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailTest {
    @ParameterizedTest
    @CsvSource({
        "1600, 1200, 512, 512, 384",
        "1200, 1600, 512, 384, 512",
        "1, 5000, 512, 1, 512",
        "5000, 3, 512, 512, 1",
        "513, 513, 512, 512, 512"
    })
    void longestSideShrinksAndTheShapeStays(int width, int height, int longest, int becomesWide, int becomesHigh) {
        Picture picture = RandomPicture.of(1, new PixelSize(width, height), Layout.GREY, Kind.PLAIN)
                .picture();
        assertThat(Thumbnail.of(picture, longest).size()).isEqualTo(new PixelSize(becomesWide, becomesHigh));
    }

    @Test
    void smallPicturesAreNotTouched() {
        Picture picture = RandomPicture.of(1, new PixelSize(512, 3), Layout.RGBA, Kind.NOISE)
                .picture();
        assertThat(Thumbnail.of(picture, 512)).isSameAs(picture);
    }

    /** Straight from the definition: each pixel is the integral over its area, colours weighted by alpha. */
    @Test
    void everyPixelIsTheMeanOfItsArea() {
        Random seeds = new Random();
        for (int i = 0; i < 60; i++) {
            RandomPicture random = RandomPicture.of(seeds.nextLong());
            int side = Math.max(random.size().width(), random.size().height());
            int longest = 1 + new Random(random.seed()).nextInt(side);
            Picture thumbnail = Thumbnail.of(random.picture(), longest);
            byte[] first = OpaqueTest.bytes(thumbnail);
            byte[] second = OpaqueTest.bytes(thumbnail);
            assertThat(second).as("second pass of %s", random).isEqualTo(first);
            int channels = random.layout().channels();
            for (int at = 0; at < first.length; at += channels) {
                double[] mean = mean(random, thumbnail.size(), at / channels);
                // Colours of nearly transparent pixels are as uncertain as rounding makes them.
                boolean faint = channels == 4 && mean[3] < 0.51;
                for (int c = faint ? 3 : 0; c < channels; c++) {
                    assertThat(first[at + c] & 0xff)
                            .as("%s to %s, byte %d", random, thumbnail.size(), at + c)
                            .isCloseTo((int) Math.round(mean[c]), within(1));
                }
            }
        }
    }

    private static double[] mean(RandomPicture random, PixelSize small, int pixel) {
        PixelSize size = random.size();
        int channels = random.layout().channels();
        int column = pixel % small.width();
        int row = pixel / small.width();
        double left = (double) column * size.width() / small.width();
        double right = (column + 1.0) * size.width() / small.width();
        double top = (double) row * size.height() / small.height();
        double bottom = (row + 1.0) * size.height() / small.height();
        double[] sums = new double[channels];
        double colours = 0;
        double area = 0;
        for (int y = (int) top; y < Math.min(bottom, size.height()); y++) {
            for (int x = (int) left; x < Math.min(right, size.width()); x++) {
                int at = (y * size.width() + x) * channels;
                double share =
                        (Math.min(x + 1, right) - Math.max(x, left)) * (Math.min(y + 1, bottom) - Math.max(y, top));
                double weight = channels == 4 ? share * (random.bytes()[at + 3] & 0xff) : share;
                for (int c = 0; c < Math.min(3, channels); c++) sums[c] += weight * (random.bytes()[at + c] & 0xff);
                colours += weight;
                area += share;
            }
        }
        for (int c = 0; c < Math.min(3, channels); c++) sums[c] = colours == 0 ? 0 : sums[c] / colours;
        if (channels == 4) sums[3] = colours / area;
        return sums;
    }

    @Test
    void blackUnderTransparentPixelsDarkensNoEdge() {
        int white = 0xff_ff_ff_ff;
        byte[] thumbnail = OpaqueTest.bytes(Thumbnail.of(OpaqueTest.rgba(4, white, 0, 0, 0, white, 0, 0, 0), 2));
        assertThat(thumbnail).startsWith(-1, -1, -1, -128);
    }
}
