package io.kirinuki.image.decode;

import io.kirinuki.image.ByteSize;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.WebpHeader;
import io.kirinuki.image.probe.file.DecodeNeed;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.tiff.TiffPieces;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * The native memory that {@link PhotoFile#read} takes for a file at its peak, its own copy counted in; more than the photo
 * that comes out. Told by the header alone, in no time; {@code DecodeMemoryTest} measures it for all formats and modes.
 */
public final class DecodeMemory {
    private DecodeMemory() {}

    public static long bytes(byte[] file, ImageHeader header) {
        return need(file, header).bytes(file.length, header.stored().pixels(), /* turned= */ header.orientation() >= 5);
    }

    private static DecodeNeed need(byte[] file, ImageHeader header) {
        try {
            return FileFacts.need(file, header);
        } catch (FailedException refused) {
            return DecodeNeed.colour(); // as decoding will be, before native code sees it
        }
    }

    /** What no file within these limits goes beyond. */
    public static ByteSize most(ByteSize file, long pixels) {
        long ofTiff = TiffPieces.mostBeside() + file.bytes();
        long beside = Math.max(WebpHeader.mostTables(pixels, file.bytes()), ofTiff);
        DecodeNeed avif = new DecodeNeed(DecodeNeed.MOST_OF_AVIF, 0, 0);
        return new ByteSize(Math.max(
                avif.bytes(file.bytes(), pixels, false),
                new DecodeNeed(DecodeNeed.MOST, 0, beside).bytes(file.bytes(), pixels, false)));
    }
}
