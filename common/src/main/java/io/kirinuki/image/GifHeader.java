package io.kirinuki.image;

import io.kirinuki.outcome.Outcome.FailedException;

/**
 * Reads a GIF's logical screen, which holds every frame (GIF89a, section 18), and goes over the codes of its first frame
 * as its decoder will: each code that clears the table makes a new one of 4,096 entries, and 120 kB of nothing else take
 * four seconds.
 */
final class GifHeader {
    /** Writers clear when the table is full, at the earliest after 3,800 pixels; those that do not pack, after 254. */
    static final int MOST_CLEARS = 1 << 16;

    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;
    private static final int HAS_TABLE = 0x80;
    private static final int MOST_BITS = 12;
    private static final int MOST_CODES = 1 << MOST_BITS;

    private final HeaderBytes gif;
    private long at;

    private GifHeader(HeaderBytes gif) {
        this.gif = gif;
    }

    static ImageHeader read(HeaderBytes gif) throws FailedException {
        PixelSize screen = gif.size(gif.u16(6, "width"), gif.u16(8, "height"));
        GifHeader header = new GifHeader(gif);
        header.at = 13L + tableBytes(gif.u8(10, "screen"));
        header.checkFirstFrame();
        return new ImageHeader(ImageFormat.GIF, screen, 1);
    }

    private static int tableBytes(int flags) {
        return (flags & HAS_TABLE) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private void checkFirstFrame() throws FailedException {
        while (gif.u8(at, "first frame") == EXTENSION) {
            at += 2;
            skipBlocks();
        }
        if (gif.u8(at, "first frame") != FRAME) throw HeaderBytes.undecodable("the GIF has no frame");
        gif.size(gif.u16(at + 5, "frame"), gif.u16(at + 7, "frame"));
        at += 10 + tableBytes(gif.u8(at + 9, "frame"));
        int bits = gif.u8(at++, "frame");
        if (bits < 2 || bits >= MOST_BITS) {
            throw HeaderBytes.undecodable("the GIF's codes begin with %d bits, allowed is 2 to 11".formatted(bits));
        }
        checkCodes(bits);
    }

    private void skipBlocks() throws FailedException {
        int length;
        do {
            length = gif.u8(at, "frame");
            at += 1 + length;
        } while (length > 0);
    }

    private void checkCodes(int firstBits) throws FailedException {
        int clear = 1 << firstBits;
        int bits = firstBits + 1;
        int known = clear + 1;
        int clears = 0;
        int buffer = 0;
        int filled = 0;
        for (int left = gif.u8(at++, "frame"); left > 0; left = gif.u8(at++, "frame")) {
            for (long end = at + left; at < end; at++) {
                buffer |= gif.u8(at, "frame") << filled;
                filled += 8;
                while (filled >= bits) {
                    int code = buffer & ((1 << bits) - 1);
                    buffer >>>= bits;
                    filled -= bits;
                    if (code == clear || code == clear + 1) {
                        bits = firstBits + 1;
                        known = clear + 1;
                        if (++clears > MOST_CLEARS) throw tooManyClears();
                    } else if (known < MOST_CODES && ++known == 1 << bits && bits < MOST_BITS) {
                        bits++;
                    }
                }
            }
        }
    }

    private static FailedException tooManyClears() {
        return HeaderBytes.undecodable(
                "the GIF's first frame clears its table of codes more than %d times; save it anew"
                        .formatted(MOST_CLEARS));
    }
}
