package io.kirinuki.image.probe.jpeg;

import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * Steps through the segments of a JPEG up to its picture data (ITU-T T.81, annex B). Like libjpeg it passes over stray
 * bytes between them. Owned by one thread.
 */
public final class JpegSegments {
    static final int APP0 = 0xe0;
    static final int APP1 = 0xe1;
    static final int APP2 = 0xe2;
    static final int APP14 = 0xee;
    static final int EOI = 0xd9;
    public static final int SOS = 0xda;
    static final int LOSSLESS_FRAME = 0xf7;
    private static final int TEM = 0x01;
    private static final int SOF0 = 0xc0;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST0 = 0xd0;
    private static final int SOI = 0xd8;
    private static final int APP15 = 0xef;
    private static final int COMMENT = 0xfe;

    private final HeaderBytes jpeg;
    private long next = 2;
    private long at;
    private int length;
    private int marker;

    JpegSegments(HeaderBytes jpeg) {
        this.jpeg = jpeg;
    }

    /** Goes to the next segment; false where the picture data begin, or the picture ends without any. */
    boolean advance() throws FailedException {
        while (true) {
            while (jpeg.u8(next, "picture data") != 0xff) next++;
            while (jpeg.u8(next, "picture data") == 0xff) next++;
            at = next - 1;
            marker = jpeg.u8(next++, "picture data");
            if (marker == SOS || marker == EOI) return false;
            if (marker <= TEM || (marker >= RST0 && marker <= SOI)) continue; // these have no segment

            length = jpeg.u16(next, "picture data");
            next += length;
            return true;
        }
    }

    int marker() {
        return marker;
    }

    /** Whether it has the size, and the number of components. */
    boolean isFrameHeader() {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    /** The kind of a frame header by its number in ITU-T T.81, table B.1: 0 baseline, 2 progressive, 9 and 10 arithmetic. */
    int frameKind() {
        return marker - SOF0;
    }

    /** Whether it could be left out without a change to what is stored, though perhaps to what that means. */
    boolean isRemark() {
        return (marker >= APP0 && marker <= APP15) || marker == COMMENT;
    }

    /** Whether it tells how colours are meant, beside what it may tell of a camera. */
    boolean isOfColour() {
        return marker == APP0 || marker == APP14;
    }

    /** Where its marker stands, or that of the picture data. */
    long at() {
        return at;
    }

    /** Where the next segment is looked for. */
    long end() {
        return next;
    }

    /** What it holds, as much of it as there is. */
    HeaderBytes content() {
        return jpeg.part(at + 4, Math.max(0, length - 2));
    }
}
