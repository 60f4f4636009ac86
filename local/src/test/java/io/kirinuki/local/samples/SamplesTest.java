package io.kirinuki.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped samples are what their scenes draw, and the index names them all. */
class SamplesTest {
    private static final int LIMIT_BYTES = 1_500_000;

    @Test
    void indexGivesEverySampleOneObjectKey() {
        var lines = new String(resource("samples.txt"), StandardCharsets.UTF_8)
                .lines()
                .toList();
        var files = lines.stream().map(line -> line.split(" ", 2)[0]).toList();
        var keys = lines.stream().map(line -> line.split(" ", 2)[1]).toList();
        assertThat(files)
                .containsExactlyElementsOf(Arrays.stream(SampleScene.values())
                        .map(sample -> sample.file() + ".jpg")
                        .toList());
        assertThat(keys).doesNotHaveDuplicates().contains("急須.jpg");
    }

    @Test
    void samplesStaySmall() {
        int bytes = Arrays.stream(SampleScene.values())
                .mapToInt(sample -> jpeg(sample).length)
                .sum();
        assertThat(bytes).isLessThan(LIMIT_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void truthHasTheUprightShape(SampleScene sample) throws IOException {
        var stored = read(jpeg(sample));
        var truth = read(resource(sample.file() + ".png"));
        assertThat(List.of(truth.getWidth(), truth.getHeight()))
                .isEqualTo(
                        sample.quarterTurn()
                                ? List.of(stored.getHeight(), stored.getWidth())
                                : List.of(stored.getWidth(), stored.getHeight()));
    }

    @Test
    void lampIsStoredSidewaysWithExifOrientationSix() throws IOException {
        assertThat(new String(jpeg(SampleScene.LAMP), 0, 40, StandardCharsets.ISO_8859_1))
                .startsWith("\u00ff\u00d8\u00ff\u00e1")
                .contains("Exif\0\0MM", "\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006");
        var stored = read(jpeg(SampleScene.LAMP));
        assertThat(stored.getWidth()).isGreaterThan(stored.getHeight());
    }

    /** One sample a pixel at a twelfth of the size is close enough to tell a changed scene from its photo. */
    @ParameterizedTest
    @EnumSource(names = {"CAR", "MUG"})
    void photoIsWhatItsSceneDraws(SampleScene sample) throws IOException {
        var drawn = Picture.of(sample.scene(1.0 / 12), 2).photo();
        var shipped = read(jpeg(sample));
        double difference = 0;
        for (int y = 0; y < drawn.getHeight(); y++)
            for (int x = 0; x < drawn.getWidth(); x++)
                difference += Math.abs(green(drawn, x, y) - meanGreen(shipped, x * 12, y * 12));
        assertThat(difference / drawn.getWidth() / drawn.getHeight()).isLessThan(6);
    }

    private static double meanGreen(BufferedImage image, int left, int top) {
        double sum = 0;
        for (int y = 0; y < 12; y++) for (int x = 0; x < 12; x++) sum += green(image, left + x, top + y);
        return sum / 144;
    }

    private static int green(BufferedImage image, int x, int y) {
        return (image.getRGB(x, y) >> 8) & 255;
    }

    private static byte[] jpeg(SampleScene sample) {
        return resource(sample.file() + ".jpg");
    }

    private static BufferedImage read(byte[] bytes) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] resource(String name) {
        try (var in = SamplesTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
