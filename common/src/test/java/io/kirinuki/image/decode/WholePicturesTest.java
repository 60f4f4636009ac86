package io.kirinuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_ROWSPERSTRIP;

import io.kirinuki.image.OpenCv;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.jpeg.JpegSegments;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that are whole are read, and those are refused that their codecs would fill up with grey or black. */
class WholePicturesTest {
    private static final PixelSize SIZE = new PixelSize(211, 157);

    /** Sampling as OpenCV spells it, or 0 for grey; every picture has blocks that are cut by its edges. */
    @ParameterizedTest
    @CsvSource({
        "0x411111, 0, 0",
        "0x221111, 0, 0",
        "0x211111, 0, 7",
        "0x111111, 0, 1",
        "0x121111, 0, 0",
        "0, 0, 0",
        "0, 0, 5",
        "0x221111, 1, 0",
        "0x111111, 1, 0",
        "0x221111, 1, 7",
        "0, 1, 0"
    })
    void jpegIsReadWholeAndRefusedInPart(String sampling, int progressive, int restart) {
        int factor = Integer.decode(sampling);
        int[] options = {
            IMWRITE_JPEG_SAMPLING_FACTOR, factor == 0 ? 0x221111 : factor,
            IMWRITE_JPEG_PROGRESSIVE, progressive,
            IMWRITE_JPEG_RST_INTERVAL, restart
        };
        byte[] whole = picture(".jpg", factor == 0 ? 1 : 3, options);
        assertThat(PhotoFile.read(whole, PhotoTest.header(whole))).isInstanceOf(Outcome.Done.class);
        // What the last scan of a progressive picture adds, the last bit of some coefficients, hardly anybody sees.
        int end = progressive == 1 ? lastScan(whole) : whole.length * 19 / 20;
        for (int length = whole.length / 7; length < end; length += whole.length / 20) {
            byte[] part = Arrays.copyOf(whole, length);
            assertRefused(SampleImages.spliced(part, part.length, new byte[] {(byte) 0xff, (byte) 0xd9}));
        }
    }

    private static int lastScan(byte[] jpeg) {
        int at = jpeg.length - 2;
        while ((jpeg[at] & 0xff) != 0xff || (jpeg[at + 1] & 0xff) != JpegSegments.SOS) at--;
        return at;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 8, 32773})
    void tiffIsReadWholeAndRefusedInPart(int compression) {
        byte[] whole = picture(".tiff", 3, IMWRITE_TIFF_COMPRESSION, compression, IMWRITE_TIFF_ROWSPERSTRIP, 16);
        assertThat(PhotoFile.read(whole, PhotoTest.header(whole))).isInstanceOf(Outcome.Done.class);
        ByteBuffer file = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int lengths = entry(file, 0x117);
        boolean shorts = file.getShort(lengths + 2) == 3;
        int third = file.getInt(lengths + 8) + 2 * (shorts ? 2 : 4);
        if (shorts) file.putShort(third, (short) (file.getShort(third) / 2));
        else file.putInt(third, file.getInt(third) / 2);
        assertRefused(file.array());
    }

    private static int entry(ByteBuffer tiff, int tag) {
        int directory = tiff.getInt(4);
        for (int i = 0; i < tiff.getShort(directory); i++) {
            int entry = directory + 2 + 12 * i;
            if (tiff.getShort(entry) == tag) return entry;
        }
        throw new AssertionError("no tag " + tag);
    }

    /** Smooth on the left and noise on the right, so that blocks of all kinds are in it. */
    private static byte[] picture(String extension, int channels, int... options) {
        byte[] pixels = new byte[Math.toIntExact(SIZE.pixels()) * channels];
        new Random(3).nextBytes(pixels);
        int row = SIZE.width() * channels;
        for (int i = 0; i < pixels.length; i++) {
            if (i % row < row / 2) pixels[i] = (byte) (i / row + i % row / channels);
        }
        return OpenCv.scoped(() -> SampleImages.file(
                extension,
                new Mat(SIZE.height(), SIZE.width(), channels == 1 ? CV_8UC1 : CV_8UC3, new BytePointer(pixels)),
                options));
    }

    private static void assertRefused(byte[] file) {
        Outcome<Photo> photo = PhotoFile.read(file, PhotoTest.header(file));
        if (photo instanceof Outcome.Done<Photo>(Photo read)) read.close();
        assertThat(photo)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Undecodable.class));
    }

    /** As scanners write it, with the thumbnail first; and as raw photos are, with what it is of below it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theThumbnailOfATiffIsNotItsPicture(boolean below) {
        byte[] file = withThumbnail(SampleImages.tiff(1, 8), below);
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(photo.size()).isEqualTo(SampleImages.SIZE);
        }
    }

    @Test
    void aRawPhotoIsNamedAsOne() {
        byte[] picture = SampleImages.tiff(1, 8);
        ByteBuffer.wrap(picture).order(ByteOrder.LITTLE_ENDIAN).putShort(8 + 2 + 4 * 12 + 8, (short) 32803);
        assertThat(HeaderProbe.probe(withThumbnail(picture, true)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().message())
                                .contains("not a supported image but a raw photo"));
    }

    /** Four grey pixels before the picture, whose directory stands at 8. */
    private static byte[] withThumbnail(byte[] picture, boolean below) {
        int[][] entries = {
            {254, 4, 1, 1},
            {256, 3, 1, 2},
            {257, 3, 1, 2},
            {258, 3, 1, 8},
            {259, 3, 1, 1},
            {262, 3, 1, 1},
            {273, 4, 1, picture.length},
            {277, 3, 1, 1},
            {278, 3, 1, 2},
            {279, 4, 1, 4},
            {330, 4, 1, 8}
        };
        int count = below ? entries.length : entries.length - 1;
        ByteBuffer file = ByteBuffer.allocate(picture.length + 4 + 2 + 12 * count + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(picture)
                .putInt(0);
        file.putInt(4, file.position()).putShort((short) count);
        for (int[] entry : Arrays.copyOf(entries, count)) {
            file.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
            file.putInt(entry[3]);
        }
        return file.putInt(below ? 0 : 8).array();
    }

    /** What no reader needs is no reason to refuse a GIF: screen, background, disposal, later frames, the end. */
    @ParameterizedTest
    @ValueSource(strings = {"screen", "background", "disposal", "end"})
    void gifNeedsNoMoreThanItsFirstFrame(String without) {
        byte[] file = SampleImages.byImageIo("gif", java.awt.image.BufferedImage.TYPE_BYTE_INDEXED);
        switch (without) {
            case "screen" -> {
                file[6] = 20;
                file[8] = 10;
            }
            case "background" -> {
                file[10] = (byte) ((file[10] & 0xf8) | 1); // the table becomes the frame's own
                file = localTable(file);
                file[11] = (byte) 200;
            }
            case "disposal" ->
                file = SampleImages.spliced(
                        file, firstFrame(file), new byte[] {0x21, (byte) 0xf9, 4, 7 << 2, 0, 0, 0, 0});
            default -> file = Arrays.copyOf(file, file.length - 1);
        }
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(photo.size()).isEqualTo(SampleImages.SIZE);
            assertThat(PixelsInTest.colour(photo, 0, 0)).isEqualTo("ff0000");
            assertThat(PixelsInTest.colour(photo, 47, 31)).isEqualTo("ffffff");
        }
    }

    /** The frame has no transparent colour, and the screen a colour for its ground. */
    @Test
    void whatTheFirstFrameOfAGifDoesNotCoverIsTransparent() {
        byte[] file = SampleImages.byImageIo("gif", java.awt.image.BufferedImage.TYPE_BYTE_INDEXED);
        file[6] = 60;
        file[8] = 50;
        file[11] = 3;
        int frame = firstFrame(file);
        file[frame + 1] = 7;
        file[frame + 3] = 9;
        try (Photo photo = PhotoTest.decoded(file)) {
            assertThat(photo.size()).isEqualTo(new PixelSize(60, 50));
            byte[] row = new byte[60];
            for (int y = 0; y < 50; y++) {
                photo.transparency().orElseThrow().row(y, row);
                byte[] expected = new byte[60];
                if (y >= 9 && y < 9 + SampleImages.SIZE.height()) Arrays.fill(expected, 7, 7 + 48, (byte) 255);
                assertThat(row).as("row %d", y).isEqualTo(expected);
            }
            assertThat(PixelsInTest.colour(photo, 7, 9)).isEqualTo("ff0000");
            assertThat(PixelsInTest.colour(photo, 54, 40)).isEqualTo("ffffff");
        }
    }

    private static int firstFrame(byte[] gif) {
        int at = 13 + (3 << ((gif[10] & 7) + 1));
        while (gif[at] == 0x21) {
            at += 2;
            while (gif[at] != 0) at += 1 + (gif[at] & 0xff);
            at++;
        }
        return at;
    }

    /** With its table of 256 colours in the frame, and one of four before it. */
    private static byte[] localTable(byte[] gif) {
        byte[] restored = gif.clone();
        restored[10] |= 7;
        int frame = firstFrame(restored);
        byte[] table = Arrays.copyOfRange(gif, 13, 13 + 768);
        byte[] file = SampleImages.spliced(gif, frame + 10, table);
        file[frame + 9] |= (byte) 0x87;
        byte[] head = Arrays.copyOf(file, 13 + 12);
        ByteBuffer whole = ByteBuffer.allocate(file.length - 768 + 12);
        return whole.put(head).put(file, 13 + 768, file.length - 13 - 768).array();
    }
}
