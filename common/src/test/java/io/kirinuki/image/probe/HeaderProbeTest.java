package io.kirinuki.image.probe;

import static io.kirinuki.image.SampleImages.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderProbeTest {
    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("JPEG", ImageFormat.JPEG, SampleImages.colour(".jpg")),
                Arguments.of("grey JPEG", ImageFormat.JPEG, SampleImages.encoded(".jpg", CV_8UC1)),
                Arguments.of(
                        "progressive JPEG", ImageFormat.JPEG, SampleImages.colour(".jpg", IMWRITE_JPEG_PROGRESSIVE, 1)),
                Arguments.of("PNG", ImageFormat.PNG, SampleImages.colour(".png")),
                Arguments.of("16-bit PNG", ImageFormat.PNG, SampleImages.encoded(".png", CV_16UC3)),
                Arguments.of("grey PNG", ImageFormat.PNG, SampleImages.encoded(".png", CV_8UC1)),
                Arguments.of(
                        "palette PNG", ImageFormat.PNG, SampleImages.byImageIo("png", BufferedImage.TYPE_BYTE_INDEXED)),
                Arguments.of("lossy WebP", ImageFormat.WEBP, SampleImages.colour(".webp", IMWRITE_WEBP_QUALITY, 80)),
                Arguments.of(
                        "lossless WebP", ImageFormat.WEBP, SampleImages.colour(".webp", IMWRITE_WEBP_QUALITY, 101)),
                Arguments.of("GIF", ImageFormat.GIF, SampleImages.colour(".gif")),
                Arguments.of("BMP", ImageFormat.BMP, SampleImages.colour(".bmp")),
                Arguments.of("TIFF", ImageFormat.TIFF, SampleImages.colour(".tiff")),
                Arguments.of("16-bit TIFF", ImageFormat.TIFF, SampleImages.tiff(1, 16)),
                Arguments.of("PPM", ImageFormat.PNM, SampleImages.colour(".ppm")),
                Arguments.of("PGM", ImageFormat.PNM, SampleImages.encoded(".pgm", CV_8UC1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void formatAndSizeAreRead(String name, ImageFormat format, byte[] file) {
        assertThat(HeaderProbe.probe(file)).as(name).isEqualTo(Outcome.done(new ImageHeader(format, SIZE, 1)));
    }

    @Test
    void orientationIsReadInEveryFormatThatHasIt() {
        for (int orientation = 1; orientation <= 8; orientation++) {
            byte[] big = SampleImages.exif(orientation, ByteOrder.BIG_ENDIAN);
            byte[] little = SampleImages.exif(orientation, ByteOrder.LITTLE_ENDIAN);
            PixelSize upright = orientation < 5 ? SIZE : new PixelSize(32, 48);
            for (byte[] file : new byte[][] {
                SampleImages.jpegWithExif(SampleImages.colour(".jpg"), big),
                SampleImages.jpegWithExif(SampleImages.colour(".jpg"), little),
                SampleImages.pngWithExif(SampleImages.colour(".png"), big),
                SampleImages.webpWithExif(SampleImages.colour(".webp"), little),
                SampleImages.tiff(orientation, 8)
            }) {
                ImageHeader header = done(file);
                assertThat(header.orientation()).as(header.format().name()).isEqualTo(orientation);
                assertThat(header.stored()).isEqualTo(SIZE);
                assertThat(header.upright()).isEqualTo(upright);
            }
        }
    }

    @Test
    void brokenExifDoesNotCostThePicture() {
        byte[] jpeg = SampleImages.colour(".jpg");
        byte[] exif = SampleImages.exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] farDirectory = exif.clone();
        Arrays.fill(farDirectory, 4, 8, (byte) 0xff);
        assertThat(done(SampleImages.jpegWithExif(jpeg, farDirectory)).orientation())
                .isEqualTo(1);
        assertThat(done(SampleImages.jpegWithExif(jpeg, Arrays.copyOf(exif, 15)))
                        .orientation())
                .isEqualTo(1);
        assertThat(done(SampleImages.jpegWithExif(jpeg, SampleImages.exif(9, ByteOrder.BIG_ENDIAN)))
                        .orientation())
                .isEqualTo(1);
    }

    @Test
    void sizeOfBombIsToldWithoutUnpackingIt() {
        byte[] bomb = SampleImages.bomb(40_000, 40_000);
        long start = System.nanoTime();
        assertThat(done(bomb).stored()).isEqualTo(new PixelSize(40_000, 40_000));
        assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(50_000_000);
    }

    @Test
    void topDownBmpHasPositiveHeight() {
        byte[] bmp = SampleImages.colour(".bmp");
        bmp[22] = (byte) -SIZE.height();
        Arrays.fill(bmp, 23, 26, (byte) 0xff);
        assertThat(done(bmp).stored()).isEqualTo(SIZE);
    }

    @Test
    void pnmCommentsArePassedOver() {
        assertThat(done(latin("P5 # made by hand\n#again\r 3\t2 255 ......")).stored())
                .isEqualTo(new PixelSize(3, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "'....ftypheic....', HEIC",
        "'....ftypavif....', AVIF",
        "'....ftypmif1....mif1avif', AVIF",
        "'....ftypmif1....mif1miafheic', HEIC",
        "'....ftypmif1....miaf', HEIF",
        "'....ftypisom....', an MP4 or QuickTime file",
        "'....JXL ', JPEG XL",
        "'....jP  ', JPEG 2000",
        "'8BPS.', PSD",
        "'%PDF-1.7', PDF",
        "'<!DOCTYPE html><title>Sign in</title>', an HTML page",
        "'<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>', an XML document",
        "'<?xml version=\"1.0\"?><svg/>', SVG",
        "'  <svg xmlns=\"http://www.w3.org/2000/svg\"/>', SVG",
        "'Not an image, sorry', text",
        "'J\0F\0', unknown bytes (first bytes 4a 00 46 00)"
    })
    void whatIsNotReadIsNamed(String start, String name) {
        assertThat(HeaderProbe.probe(latin(start))).isEqualTo(Outcome.failed(new Failure.Unsupported(name)));
    }

    @Test
    void archivesAndEmptyFilesAreNamed() {
        assertThat(failure(latin("PK\u0003\u0004.."))).isEqualTo(new Failure.Unsupported("a ZIP archive"));
        assertThat(failure(new byte[0])).isEqualTo(new Failure.Unsupported("an empty file"));
    }

    @Test
    void missingPartIsNamed() {
        byte[] png = SampleImages.colour(".png");
        assertThat(failure(Arrays.copyOf(png, 18))).isEqualTo(new Failure.Undecodable("the PNG ends before its width"));
        assertThat(failure(Arrays.copyOf(png, png.length - 20)))
                .isEqualTo(new Failure.Undecodable("the PNG ends before its IEND chunk"));
        assertThat(failure(latin("GIF89a."))).isEqualTo(new Failure.Undecodable("the GIF ends before its width"));
        png[19] = 0;
        assertThat(failure(png)).isEqualTo(new Failure.Undecodable("the PNG says it is 0x32 pixels"));
    }

    private static ImageHeader done(byte[] file) {
        return switch (HeaderProbe.probe(file)) {
            case Outcome.Done<ImageHeader>(ImageHeader header) -> header;
            case Outcome.Failed<ImageHeader>(Failure failure) -> throw new AssertionError(failure);
        };
    }

    private static Failure failure(byte[] file) {
        return switch (HeaderProbe.probe(file)) {
            case Outcome.Done<ImageHeader>(ImageHeader header) -> throw new AssertionError(header);
            case Outcome.Failed<ImageHeader>(Failure failure) -> failure;
        };
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
