package io.kirinuki.image.png;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FastPngTest {
    private static final int[][] SIZES = {
        {1, 1}, {1, 5000}, {5000, 1}, {7, 3}, {8, 8}, {257, 129}, {640, 480}, {90_000, 4}, {3, 70_000}
    };

    /** Pixels of one kind, by index of the byte. */
    private enum Content {
        BLACK,
        ONE_VALUE,
        NOISE,
        GRADIENT,
        BLOBS,
        /** Counts like Fibonacci numbers make the deepest Huffman trees. */
        SKEWED,
        /** Values that a sample of the bytes does not hold. */
        RARE;

        byte[] bytes(int length, Random random) {
            byte[] bytes = new byte[length];
            switch (this) {
                case BLACK -> {}
                case ONE_VALUE -> Arrays.fill(bytes, (byte) 200);
                case NOISE -> random.nextBytes(bytes);
                case GRADIENT -> {
                    for (int i = 0; i < length; i++) bytes[i] = (byte) (i / 7 + random.nextInt(3));
                }
                case BLOBS -> {
                    for (int i = 0; i < length; ) {
                        int end = Math.min(length, i + 1 + random.nextInt(900));
                        Arrays.fill(bytes, i, end, (byte) (random.nextBoolean() ? 255 : random.nextInt(256)));
                        i = end;
                    }
                }
                case RARE -> {
                    for (int i = 0; i < length; i++) {
                        bytes[i] = (byte) (random.nextInt(3000) == 0 ? random.nextInt(256) : 100 + random.nextInt(3));
                    }
                }
                case SKEWED -> {
                    byte value = 0;
                    for (int i = 0; i < length; i++) {
                        value += (byte) (Math.log(1 - random.nextDouble()) / Math.log(0.618));
                        bytes[i] = value;
                    }
                }
            }
            return bytes;
        }
    }

    static Stream<PixelSize> sizes() {
        return Arrays.stream(SIZES).map(size -> new PixelSize(size[0], size[1]));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void whatWasWrittenIsReadBackBitForBit(PixelSize size) throws IOException {
        for (Layout layout : Layout.values()) {
            for (Content content : Content.values()) {
                long seed = new Random().nextLong();
                byte[] pixels = content.bytes(size.width() * size.height() * channels(layout), new Random(seed));
                Blob png = FastPng.encode(size, layout, rows(pixels, size.width() * channels(layout)));
                String which = "%s %s %s seed %d".formatted(size, layout, content, seed);
                assertThat(Arrays.equals(readByImageIo(png), pixels))
                        .as("ImageIO reads %s", which)
                        .isTrue();
                assertThat(Arrays.equals(readByOpenCv(png, layout), pixels))
                        .as("OpenCV reads %s", which)
                        .isTrue();
            }
        }
    }

    @Test
    void largePicturesLeaveInSeveralChunksAndPieces() throws IOException {
        PixelSize size = new PixelSize(1600, 1200);
        byte[] pixels = Content.NOISE.bytes(size.width() * size.height() * 4, new Random(1));
        byte[] png =
                FastPng.encode(size, Layout.RGBA, rows(pixels, 1600 * 4)).open().readAllBytes();
        assertThat(new String(png, StandardCharsets.ISO_8859_1).split("IDAT", -1))
                .hasSizeGreaterThan(20);
        assertThat(png.length).as("noise cannot grow by more than its codes").isLessThan(pixels.length * 101 / 100);
    }

    @Test
    void binaryMaskIsSmall() {
        PixelSize size = new PixelSize(1600, 1200);
        Blob png = FastPng.encode(size, Layout.GREY, (y, row) -> {
            int half = (int) Math.sqrt(Math.max(0, 500 * 500 - (y - 600) * (y - 600)));
            Arrays.fill(row, (byte) 0);
            Arrays.fill(row, 800 - half, 800 + half, (byte) 255);
        });
        assertThat(png.length()).isLessThan(30_000);
    }

    private static RowSource rows(byte[] pixels, int rowBytes) {
        return (y, row) -> System.arraycopy(pixels, y * rowBytes, row, 0, rowBytes);
    }

    private static int channels(Layout layout) {
        return switch (layout) {
            case GREY -> 1;
            case RGB -> 3;
            case RGBA -> 4;
        };
    }

    private static byte[] readByImageIo(Blob png) throws IOException {
        Raster raster = ImageIO.read(png.open()).getRaster();
        int[] samples = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) samples[i];
        return bytes;
    }

    private static byte[] readByOpenCv(Blob png, Layout layout) throws IOException {
        byte[] file = png.open().readAllBytes();
        return OpenCv.scoped(() -> {
            Mat picture = imdecode(new Mat(1, file.length, CV_8UC1, new BytePointer(file)), IMREAD_UNCHANGED);
            assertThat(picture.channels()).isEqualTo(channels(layout));
            byte[] bytes = new byte[picture.cols() * picture.rows() * picture.channels()];
            picture.data().get(bytes);
            for (int i = 0; layout != Layout.GREY && i < bytes.length; i += channels(layout)) {
                byte blue = bytes[i];
                bytes[i] = bytes[i + 2];
                bytes[i + 2] = blue;
            }
            return bytes;
        });
    }
}
