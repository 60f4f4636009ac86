package io.kirinuki.benchmark;

import io.kirinuki.encode.Encoding;
import io.kirinuki.encode.JpegEncoding;
import io.kirinuki.encode.Opaque;
import io.kirinuki.encode.PngEncoding;
import io.kirinuki.encode.Thumbnail;
import io.kirinuki.encode.WebpEncoding;
import io.kirinuki.encode.ZipEncoding;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What each format costs, in time and in bytes, for the cut-out of {@link PngBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class EncodingBenchmark {
    private static final int LONGEST = 512;

    @Param({"png", "png-small", "png-1bit", "png-16bit", "jpeg", "webp", "webp-lossless", "zip", "thumbnail"})
    private String format;

    private Encoding encoding;
    private Picture picture;

    @Setup
    public void draw() throws FailedException {
        byte[] rgba = PngBenchmark.subject();
        int rowBytes = PngBenchmark.WIDTH * 4;
        Picture cutout = new Picture(
                new PixelSize(PngBenchmark.WIDTH, PngBenchmark.HEIGHT),
                Picture.Layout.RGBA,
                (y, row) -> System.arraycopy(rgba, y * rowBytes, row, 0, rowBytes));
        encoding = encoding();
        picture = switch (format) {
            case "png-1bit" -> Opaque.alpha(cutout);
            case "jpeg" -> Opaque.over(cutout, new Colour(255, 255, 255));
            case "thumbnail" -> Opaque.checkerboard(Thumbnail.of(cutout, LONGEST));
            default -> cutout;
        };
        System.out.printf("%n%s: %d bytes%n", format, encode());
    }

    private Encoding encoding() {
        return switch (format) {
            case "png", "thumbnail" -> PngEncoding.FAST;
            case "png-small" -> PngEncoding.SMALL;
            case "png-1bit" -> PngEncoding.ONE_BIT;
            case "png-16bit" -> PngEncoding.SIXTEEN_BIT;
            case "jpeg" -> new JpegEncoding(90);
            case "webp" -> WebpEncoding.lossy(90);
            case "webp-lossless" -> WebpEncoding.lossless();
            case "zip" -> new ZipEncoding(90);
            default -> throw new IllegalArgumentException(format);
        };
    }

    @Benchmark
    public long encode() throws FailedException {
        return encoding.encode(picture).length();
    }
}
