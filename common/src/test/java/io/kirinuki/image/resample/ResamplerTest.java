package io.kirinuki.image.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.kirinuki.image.Mask;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.PixelSize;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    private static final HexFormat HEX = HexFormat.of();

    /** The file is written by pillow.py beside it. */
    @ParameterizedTest(name = "{0} of {1} channels, {2}, {4} to {5}")
    @CsvFileSource(resources = "pillow.csv")
    void resizesToThePixelsOfPillow(
            Kernel kernel,
            int channels,
            String kind,
            int seed,
            String from,
            String to,
            String sha256,
            String firstBytes)
            throws NoSuchAlgorithmException {
        PixelSize size = size(from);
        byte[] picture = drawn(kind, seed, Math.toIntExact(size.pixels()) * channels);
        byte[] resized = resized(picture, size, channels, size(to), kernel);
        assertThat(HEX.formatHex(Arrays.copyOf(resized, firstBytes.length() / 2)))
                .as("first bytes")
                .isEqualTo(firstBytes);
        assertThat(HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(resized)))
                .isEqualTo(sha256);
    }

    @Test
    void bilinearGrowthMayBeLeftToOpenCv() {
        PixelSize size = new PixelSize(31, 17);
        PixelSize larger = new PixelSize(200, 90);
        byte[] picture = drawn("noise", 5, Math.toIntExact(size.pixels()));
        byte[] ours = resized(picture, size, 1, larger, Kernel.BILINEAR);
        try (Mask small = Mask.of(picture, size);
                Mask large = small.resizedTo(larger, Filter.BILINEAR)) {
            byte[] row = new byte[larger.width()];
            for (int y = 0; y < larger.height(); y++) {
                large.row(y, row);
                for (int x = 0; x < row.length; x++) {
                    assertThat(row[x] & 0xff).isCloseTo(ours[y * row.length + x] & 0xff, within(1));
                }
            }
        }
    }

    /** On x86-64 to the byte; where a compiler rounds once for two operations, some means come out one step beside. */
    @ParameterizedTest
    @CsvSource({
        "1600x1200, 256x256", "500x375, 256x256", "375x500, 320x320", "333x257, 256x256", "257x300, 256x31",
        "40x900, 7x13", "1001x101, 3x100", "640x480, 224x224", "97x89, 2x1", "4032x30, 256x29"
    })
    void meansOverAreaAreThoseOfOpenCv(String from, String to) {
        PixelSize size = size(from);
        PixelSize target = size(to);
        OpenCv.scoped(() -> {
            Mat mat = new Mat(size.height(), size.width(), CV_8UC(3));
            mat.data().put(drawn("noise", 9, Math.toIntExact(3 * size.pixels())));
            assertThat(AreaMeans.areFor(mat, target.width(), target.height())).isTrue();
            Mat theirs = new Mat();
            resize(mat, theirs, new Size(target.width(), target.height()), 0, 0, INTER_AREA);
            int most = System.getProperty("os.arch").equals("amd64") ? 0 : 1;
            assertThat(norm(AreaMeans.of(mat, target.width(), target.height()), theirs, NORM_INF, new Mat()))
                    .isLessThanOrEqualTo(most);
            return most;
        });
    }

    private static PixelSize size(String text) {
        String[] sides = text.split("x", -1);
        return new PixelSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }

    /** As in pillow.py. */
    private static byte[] drawn(String kind, int seed, int count) {
        byte[] bytes = new byte[count];
        int state = seed;
        for (int i = 0; i < count; i++) {
            state = state * 1664525 + 1013904223;
            int value = state >>> 24;
            bytes[i] = (byte) (kind.equals("noise") ? value : value >= 128 ? 255 : 0);
        }
        return bytes;
    }

    private static byte[] resized(byte[] picture, PixelSize size, int channels, PixelSize target, Kernel kernel) {
        return OpenCv.scoped(() -> {
            Mat mat = new Mat(size.height(), size.width(), CV_8UC(channels));
            mat.data().put(picture);
            byte[] bytes = new byte[Math.toIntExact(target.pixels()) * channels];
            Resampler.resized(mat, target.width(), target.height(), kernel)
                    .data()
                    .get(bytes);
            return bytes;
        });
    }
}
