package io.kirinuki.image.probe;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.jpeg.JpegHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * Tells format, size and orientation of a file before any native code sees it, so that limits hold against files built
 * to explode. Lengths that native code would take memory or time by are held against the file and its pixels here; what
 * does not fit is refused. {@code docs/pixels.md} lists these limits.
 *
 * <p>Runs in time at most linear in the file's length, in practice in microseconds; allocates nothing by what the file
 * says; never throws, whatever the bytes. Formats that are not read are named in {@link Failure.Unsupported}. The first
 * bytes decide; names and media types are not asked.
 */
public final class HeaderProbe {
    private HeaderProbe() {}

    public static Outcome<ImageHeader> probe(byte[] bytes) {
        try {
            return Outcome.done(read(bytes));
        } catch (FailedException e) {
            return Outcome.failed(e.failure());
        }
    }

    private static ImageHeader read(byte[] bytes) throws FailedException {
        HeaderBytes file = HeaderBytes.of(bytes, BIG_ENDIAN, "file");
        if (file.has(0, "\u00ff\u00d8")) return JpegHeader.read(HeaderBytes.of(bytes, BIG_ENDIAN, "JPEG"));
        if (file.has(0, PngHeader.SIGNATURE)) return PngHeader.read(HeaderBytes.of(bytes, BIG_ENDIAN, "PNG"));
        if (file.has(0, "RIFF") && file.has(8, "WEBP")) {
            return WebpHeader.read(HeaderBytes.of(bytes, LITTLE_ENDIAN, "WebP"));
        }
        if (file.has(0, "GIF87a") || file.has(0, "GIF89a")) {
            return GifHeader.read(HeaderBytes.of(bytes, LITTLE_ENDIAN, "GIF"));
        }
        if (file.has(0, "BM")) return BmpHeader.read(HeaderBytes.of(bytes, LITTLE_ENDIAN, "BMP"));
        if (file.has(0, "II*\0") || file.has(0, "MM\0*")) {
            return TiffDirectory.header(HeaderBytes.of(bytes, BIG_ENDIAN, "TIFF"));
        }
        if (PnmHeader.matches(file)) return PnmHeader.read(HeaderBytes.of(bytes, BIG_ENDIAN, "PNM"));
        throw new FailedException(new Failure.Unsupported(ForeignFormat.name(bytes)));
    }
}
