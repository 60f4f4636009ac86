package io.kirinuki.image.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockMeansTest {
    /** A strip is made smaller by as much as its length asks for: more rows than 16 bits can sum up. */
    @ParameterizedTest
    @CsvSource({"257, 1", "258, 3", "600, 3", "515, 1"})
    void meansOfWhiteAreWhiteHoweverMany(int factor, int channels) {
        Pixels means = BlockMeans.of(
                (y, row) -> Arrays.fill(row, (byte) 255), new PixelSize(3, 2 * factor + 1), channels, factor);
        assertThat(means.bytes()).containsOnly((byte) 255);
    }

    /** Factors that divide the size and others, the largest that photos of 65,535 pixels come to, and a single pixel. */
    @ParameterizedTest
    @CsvSource({
        "8, 6, 2, 3",
        "9, 7, 2, 1",
        "13, 11, 4, 3",
        "5, 300, 128, 1",
        "300, 5, 128, 3",
        "3, 1300, 600, 3",
        "1, 1, 2, 3"
    })
    void eachPixelIsTheRoundedMeanOfItsSquare(int width, int height, int factor, int channels) {
        byte[] picture = new byte[width * height * channels];
        new Random(width).nextBytes(picture);
        int stride = width * channels;
        Pixels means = BlockMeans.of(
                (y, row) -> System.arraycopy(picture, y * stride, row, 0, stride),
                new PixelSize(width, height),
                channels,
                factor);
        assertThat(means.size()).isEqualTo(new PixelSize(Math.ceilDiv(width, factor), Math.ceilDiv(height, factor)));
        for (int i = 0; i < means.bytes().length; i++) {
            int x = i / channels % means.size().width();
            int y = i / channels / means.size().width();
            double sum = 0;
            int count = 0;
            for (int down = y * factor; down < Math.min(height, (y + 1) * factor); down++) {
                for (int across = x * factor; across < Math.min(width, (x + 1) * factor); across++) {
                    sum += picture[down * stride + across * channels + i % channels] & 0xff;
                    count++;
                }
            }
            assertThat(means.bytes()[i] & 0xff).isEqualTo((int) Math.floor(sum / count + 0.5));
        }
    }
}
