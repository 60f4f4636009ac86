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

    /** Red, green, blue and white, by 16 bits of five or of six, 32 bits, and masks in a header that is longer. */
    @ParameterizedTest
    @CsvSource({
        "40, 16, 0, 7c00 03e0 001f, 7c00 03e0 001f 7fff",
        "40, 16, 3, f800 07e0 001f, f800 07e0 001f ffff",
        "124, 16, 3, f800 07e0 001f, f800 07e0 001f ffff",
        "108, 32, 3, 3ff 000ffc00 3ff00000, 3ff 000ffc00 3ff00000 3fffffff",
        "56, 32, 6, ff0000 ff00 ff, ffff0000 ff00ff00 ff0000ff ffffffff"
    })
    void coloursOfABmpLieUnderItsMasks(int header, int bits, int packing, String masks, String pixels) {
        int from = 14 + header + (header == 40 ? 12 : 0);
        ByteBuffer file = ByteBuffer.allocate(from + 4 * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B')
                .put((byte) 'M')
                .putInt(10, from)
                .putInt(14, header)
                .putInt(18, 2)
                .putInt(22, 2);
        file.putShort(26, (short) 1).putShort(28, (short) bits).putInt(30, packing);
        String[] mask = masks.split(" ");
        for (int i = 0; i < 3 && packing > 0; i++) file.putInt(54 + 4 * i, Integer.parseUnsignedInt(mask[i], 16));
        file.position(from);
        for (String pixel : pixels.split(" ")) {
            int value = Integer.parseUnsignedInt(pixel, 16);
            if (bits == 16) file.putShort((short) value);
            else file.putInt(value);
        }
        try (Photo photo = PhotoTest.decoded(file.array())) {
            assertThat(PixelsInTest.colour(photo, 0, 1)).isEqualTo("ff0000");
            assertThat(PixelsInTest.colour(photo, 1, 1)).isEqualTo("00ff00");
            assertThat(PixelsInTest.colour(photo, 0, 0)).isEqualTo("0000ff");
            assertThat(PixelsInTest.colour(photo, 1, 0)).isEqualTo("ffffff");
        }
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
