package io.kirinuki.image.probe.jpeg;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * How often a JPEG goes over its picture. A progressive one refines it scan by scan, and a scan that says next to nothing
 * costs as much as any other: 351 kB can hold 1,000 of them, 12 seconds at 16 megapixels.
 *
 * <p>Writers make about ten; those that try hard, up to forty.
 */
public final class JpegScans {
    public static final int MOST = 100;

    /** Scans times pixels. */
    static final long MOST_PIXELS = 2_000_000_000;

    private static final int FIRST_WITH_LENGTH = 0xc0;
    private static final int RST0 = 0xd0;
    private static final int SOI = 0xd8;

    private JpegScans() {}

    /** @param at where the marker of the first scan stands */
    static void check(HeaderBytes jpeg, long at, PixelSize size) throws FailedException {
        long most = Math.min(MOST, Math.max(1, MOST_PIXELS / size.pixels()));
        int scans = count(jpeg, at);
        if (scans <= most) return;
        throw HeaderBytes.undecodable("the JPEG goes over its %s pixels in %d scans; at most %d are read, save it anew"
                .formatted(size, scans, most));
    }

    /** As libjpeg finds them: behind each scan's bytes, and not within other segments. */
    private static int count(HeaderBytes jpeg, long start) throws FailedException {
        int scans = 0;
        long at = start;
        while (at + 1 < jpeg.length()) {
            int marker = jpeg.u8(at + 1, "marker");
            if (marker == JpegSegments.EOI) return scans;
            if (marker == JpegSegments.SOS) scans++;
            at = jpeg.next(at + (hasLength(marker) ? lengthAt(jpeg, at + 2) + 2 : marker == 0xff ? 1 : 2), 0xff);
        }
        return scans;
    }

    private static boolean hasLength(int marker) {
        return marker >= FIRST_WITH_LENGTH && marker != 0xff && (marker < RST0 || marker > SOI);
    }

    /** What is cut off here counts as nothing. */
    private static long lengthAt(HeaderBytes jpeg, long at) throws FailedException {
        return at + 1 < jpeg.length() ? jpeg.u16(at, "segment") : 0;
    }
}
