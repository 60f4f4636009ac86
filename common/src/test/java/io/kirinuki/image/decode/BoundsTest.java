package io.kirinuki.image.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;

import io.kirinuki.image.OpenCv;
import io.kirinuki.image.Photo;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.jpeg.JpegScans;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that say they hold more than they do, or make much work out of little: the limits of {@code docs/pixels.md}. */
class BoundsTest {
    private static final byte[] PNG = SampleImages.colour(".png");
    private static final byte[] JPEG = SampleImages.colour(".jpg", IMWRITE_JPEG_PROGRESSIVE, 1);
    private static final int PNG_HEADER = 33;
    private static final long MODEST = 64L << 20;

    @Test
    void lengthOfTheLastPngChunkIsHeldAgainstWhatItHolds() {
        byte[] file = PNG.clone();
        ByteBuffer.wrap(file).putInt(file.length - 12, 0xf0000000);
        assertThat(refusal(file)).contains("IEND chunk says it holds 4026531840 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLTE", "tRNS", "tEXt", "IDAT", "fdAT", "acTL", "prVt"})
    void lengthsOfOtherPngChunksEndWithinTheFile(String name) {
        byte[] chunk = SampleImages.chunk(name, new byte[8]);
        ByteBuffer.wrap(chunk).putInt(0, 0x7ffffff0);
        assertThat(refusal(SampleImages.spliced(PNG, PNG_HEADER, chunk))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "24, 0, bit depth is 0",
        "24, 3, bit depth is 3",
        "24, 4, bit depth is 4",
        "25, 5, colour type is 5",
        "26, 1, compression method is 1",
        "27, 1, filter method is 1",
        "28, 2, interlace method is 2"
    })
    void pngHeaderSaysWhatThereIs(int at, byte value, String words) {
        byte[] file = PNG.clone();
        file[at] = value;
        assertThat(refusal(file)).contains(words);
    }

    @Test
    void greyPngWithoutBitsIsRefusedForThem() {
        byte[] grey = SampleImages.spliced(
                SampleImages.encoded(".png", CV_8UC1), PNG_HEADER, SampleImages.chunk("tRNS", new byte[2]));
        grey[24] = 0;
        assertThat(refusal(grey)).contains("bit depth is 0, allowed is 1, 2, 4, 8 or 16");
    }

    /** 8 MB each of what is 8 kB in the file; native code would keep them all. */
    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
    void whatAPngUnpacksToBesidePixelsIsNotUnpacked(String name) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes((name.equals("iTXt") ? "key\0\u0001\0\0\0" : "key\0\0").getBytes(ISO_8859_1));
        content.writeBytes(deflated(7_900_000));
        byte[] chunk = SampleImages.chunk(name, content.toByteArray());
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 60; i++) many.writeBytes(chunk);
        byte[] before = SampleImages.spliced(PNG, PNG_HEADER, many.toByteArray());
        byte[] after = SampleImages.spliced(PNG, PNG.length - 12, many.toByteArray());
        for (byte[] file : new byte[][] {before, after}) assertThat(peak(file)).isLessThan(MODEST);
    }

    @Test
    void nativeCodeSeesNothingButPixels() throws Exception {
        byte[] exif = SampleImages.exif(6, ByteOrder.LITTLE_ENDIAN);
        assertThat(given(SampleImages.pngWithExif(PNG, exif), ImageFormat.PNG)).isEqualTo(given(PNG, ImageFormat.PNG));
        assertThat(given(SampleImages.jpegWithExif(JPEG, exif), ImageFormat.JPEG))
                .isEqualTo(JPEG);
        byte[] webp = SampleImages.colour(".webp");
        assertThat(given(SampleImages.webpWithExif(webp, exif), ImageFormat.WEBP))
                .hasSize(webp.length + 18);
        String animated = new String(given(PixelsInTest.file("frames.png"), ImageFormat.PNG), ISO_8859_1);
        assertThat(animated).doesNotContain("acTL", "fcTL", "fdAT");
    }

    @Test
    void compressedPngIsNoLargerThanItsPixelsAllow() {
        int header = new String(PNG, ISO_8859_1).indexOf("IDAT") - 4;
        byte[] more = SampleImages.chunk("IDAT", new byte[80_000]);
        int end = PNG.length - 12;
        assertThat(refusal(SampleImages.spliced(PNG, end, more))).contains("compressed picture says it holds");
        assertThat(header).isPositive();
    }

    @Test
    void jpegOfAHundredScansIsReadAndOfMoreIsNot() {
        int own = scans(JPEG);
        PhotoTest.decoded(withScans(JpegScans.MOST - own)).close();
        assertThat(refusal(withScans(JpegScans.MOST - own + 1)))
                .contains("48x32", "in 101 scans; at most 100 are read, save it anew");
    }

    @Test
    void scansOfLargeJpegsAreFewer() {
        byte[] file = withScans(20);
        int frame = new String(file, ISO_8859_1).indexOf("\u00ff\u00c2");
        ByteBuffer.wrap(file).putShort(frame + 5, (short) 20_000).putShort(frame + 7, (short) 10_000);
        assertThat(refusal(file)).contains("10000x20000", "at most 10 are read");
    }

    @ParameterizedTest
    @CsvSource({
        "c3, 8, a lossless JPEG",
        "c5, 8, a hierarchical JPEG",
        "c2, 12, a JPEG of 12-bit samples; 8 are read",
        "f7, 8, JPEG-LS"
    })
    void jpegThatIsNotReadIsNamed(String marker, byte bits, String name) {
        byte[] file = JPEG.clone();
        int frame = new String(file, ISO_8859_1).indexOf("\u00ff\u00c2");
        file[frame + 1] = (byte) Integer.parseInt(marker, 16);
        file[frame + 4] = bits;
        assertThat(HeaderProbe.probe(file)).isEqualTo(Outcome.failed(new Failure.Unsupported(name)));
    }

    @Test
    void gifThatOnlyClearsItsTableIsRefused() {
        assertThat(refusal(gif(30_000))).contains("clears its table of codes more than 65536 times");
        assertThat(refusal(gif(1_000))).doesNotContain("clears");
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 16_000, 60_000})
    void tileMuchLargerThanItsTiffIsRefused(int side) {
        assertThat(refusal(tiff(48, 32, new int[][] {{322, 4, 1, side}, {323, 4, 1, side}, {324, 4, 1, 8}})))
                .contains("tiles are %dx%d pixels, its picture is 48x32".formatted(side, side));
    }

    @Test
    void smallTiffInALargeTileIsRead() {
        byte[] file =
                tiff(48, 32, new int[][] {{322, 4, 1, 512}, {323, 4, 1, 512}, {324, 4, 1, 1000}, {325, 4, 1, 512 * 512}
                });
        PhotoTest.decoded(Arrays.copyOf(file, 1000 + 512 * 512)).close();
    }

    @Test
    void tilesThatTheTiffShowsLittleOfAreRefused() {
        assertThat(refusal(tiff(
                        65_520, 1, new int[][] {{322, 4, 1, 16}, {323, 4, 1, 8000}, {324, 4, 4095, 8}, {325, 4, 4095, 8}
                        })))
                .contains("4095 tiles of 16x8000 hold 524160000 pixels, its picture 65520");
    }

    @Test
    void tiffSaysWhereAllItsPiecesAre() {
        assertThat(refusal(tiff(1, 60_000, new int[][] {{273, 4, 1, 8}, {278, 4, 1, 1}, {279, 4, 1, 1}})))
                .contains("in 60000 pieces, and 1 places are told");
        byte[] shared = tiff(48, 32, new int[][] {{273, 4, 32, 8}, {278, 4, 1, 1}, {279, 4, 32, 200}});
        byte[] long32 = Arrays.copyOf(shared, 500);
        for (int i = 0; i < 32; i++)
            ByteBuffer.wrap(long32).order(ByteOrder.LITTLE_ENDIAN).putInt(200 + 4 * i, 400);
        assertThat(refusal(long32)).contains("pieces say they hold 12800 bytes together, the file holds 500");
    }

    /** 2,000 tags that all say they are the same megabyte. */
    @Test
    void tagsOfATiffThatNobodyAskedForAreNotRead() {
        int[][] tags = new int[2003][];
        tags[0] = new int[] {273, 4, 1, 8};
        tags[1] = new int[] {278, 4, 1, 32};
        tags[2] = new int[] {279, 4, 1, 48 * 32};
        for (int i = 3; i < tags.length; i++) tags[i] = new int[] {40_000 + i, 1, 1_000_000, 8};
        byte[] file = Arrays.copyOf(tiff(48, 32, tags), 1_100_000);
        assertThat(peak(file)).isLessThan(MODEST);
    }

    @Test
    void valuesOfATiffFitIntoTheFile() {
        byte[] file =
                tiff(48, 32, new int[][] {{273, 4, 1, 8}, {278, 4, 1, 32}, {279, 4, 1, 48 * 32}, {320, 3, 0x7fffffff, 8}
                });
        assertThat(refusal(Arrays.copyOf(file, 4000))).contains("bytes of values, the file has 4000");
    }

    @Test
    void rowsOfAStripAreThoseOfThePicture() {
        byte[] file = tiff(48, 32, new int[][] {{273, 4, 1, 8}, {278, 4, 1, 5_000_000}, {279, 4, 1, 48 * 32}});
        assertThat(peak(Arrays.copyOf(file, 4000))).isLessThan(MODEST);
        PhotoTest.decoded(Arrays.copyOf(file, 4000)).close();
    }

    @Test
    void sizesFitIntoTheFile() {
        byte[] bmp = SampleImages.colour(".bmp");
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(22, 3200);
        assertThat(refusal(bmp)).contains("BMP's size says it holds 460800 bytes, the file has 4608 left");
        assertThat(refusal("P6 48 3200 255\n".getBytes(ISO_8859_1)))
                .contains("PNM's size says it holds 460800 bytes, the file has 0 left");
        assertThat(refusal("P5 2147483647 2147483647 65535\n".getBytes(ISO_8859_1)))
                .contains("PNM's size");
        assertThat(refusal("P2 1 1 65536\n1".getBytes(ISO_8859_1))).contains("largest value is 65536");
        byte[] webp = SampleImages.colour(".webp");
        assertThat(refusal(Arrays.copyOf(webp, webp.length - 1))).contains("RIFF container says it holds");
    }

    private static byte[] given(byte[] file, ImageFormat format) throws Exception {
        Excerpt excerpt = FileFacts.excerpt(file, format);
        return OpenCv.scoped(() -> {
            byte[] bytes = new byte[Math.toIntExact(excerpt.length())];
            excerpt.copied().get(bytes);
            return bytes;
        });
    }

    private static long peak(byte[] file) {
        return NativePeak.of(() -> {
            if (PhotoTest.outcome(file) instanceof Outcome.Done<Photo>(Photo photo)) photo.close();
        });
    }

    private static String refusal(byte[] file) {
        return switch (PhotoTest.outcome(file)) {
            case Outcome.Done<Photo>(Photo photo) -> throw new AssertionError(photo.size());
            case Outcome.Failed<Photo>(Failure failure) -> failure.message();
        };
    }

    private static int scans(byte[] jpeg) {
        return new String(jpeg, ISO_8859_1).split("\u00ff\u00da", -1).length - 1;
    }

    /** With its last scan that many times more. */
    private static byte[] withScans(int more) {
        int last = new String(JPEG, ISO_8859_1).lastIndexOf("\u00ff\u00da");
        byte[] scan = Arrays.copyOfRange(JPEG, last, JPEG.length - 2);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < more; i++) all.writeBytes(scan);
        return SampleImages.spliced(JPEG, last, all.toByteArray());
    }

    /** 32x32, and instead of pixels that many bytes of codes of three bits that clear the table. */
    private static byte[] gif(int bytes) {
        ByteArrayOutputStream gif = new ByteArrayOutputStream();
        gif.writeBytes("GIF89a \0 \0\u0080\0\0\0\0\0\u00ff\u00ff\u00ff,\0\0\0\0 \0 \0\0\u0002".getBytes(ISO_8859_1));
        byte[] clears = {0x24, (byte) 0x49, (byte) 0x92}; // 100 eight times over
        for (int left = bytes; left > 0; left -= 255) {
            int length = Math.min(left, 255);
            gif.write(length);
            for (int i = 0; i < length; i++) gif.write(clears[i % 3]);
        }
        gif.write(0);
        gif.write(';');
        return gif.toByteArray();
    }

    /** Grey, 8 bits, not compressed, with these tags more; what its pixels are, nobody cares. */
    private static byte[] tiff(int width, int height, int[][] more) {
        int[][] tags = {
            {256, 4, 1, width}, {257, 4, 1, height}, {258, 3, 1, 8}, {259, 3, 1, 1}, {262, 3, 1, 1}, {277, 3, 1, 1}
        };
        ByteBuffer file = ByteBuffer.allocate(14 + 12 * (tags.length + more.length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("II*\0".getBytes(ISO_8859_1))
                .putInt(8)
                .putShort((short) (tags.length + more.length));
        for (int[][] each : new int[][][] {tags, more}) {
            for (int[] tag : each) {
                file.putShort((short) tag[0])
                        .putShort((short) tag[1])
                        .putInt(tag[2])
                        .putInt(tag[3]);
            }
        }
        return file.array();
    }

    private static byte[] deflated(int bytes) {
        Deflater deflater = new Deflater(9);
        deflater.setInput(new byte[bytes]);
        deflater.finish();
        byte[] packed = new byte[20_000];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }
}
