package io.kirinuki.image.probe;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a GIF's logical screen, which holds every frame (GIF89a, section 18) and is widened for a first one that goes
 * beyond it, and goes over the codes of that frame as its decoder will: each code that clears the table makes a new one of
 * 4,096 entries, and 120 kB of nothing else take four seconds.
 */
final class GifHeader {
    /** Writers clear when the table is full, at the earliest after 3,800 pixels; those that do not pack, after 254. */
    static final int MOST_CLEARS = 1 << 16;

    private static final int SCREEN_WIDTH = 6;
    private static final int SCREEN_HEIGHT = 8;
    private static final int SCREEN_FLAGS = 10;
    private static final int BACKGROUND = 11;
    private static final int SCREEN_END = 13;
    private static final int EXTENSION = 0x21;
    private static final int CONTROL = 0xf9;
    private static final int TRAILER = 0x3b;
    /** In the flags of a control extension: what becomes of the frame; 4 to 7 mean nothing. */
    private static final int DISPOSAL = 0x1c;

    private static final int MEANINGLESS = 0x10;
    private static final int FRAME = 0x2c;
    private static final int HAS_TABLE = 0x80;
    private static final int MOST_PIXELS = 0xffff;
    private static final int MOST_BITS = 12;
    private static final int MOST_CODES = 1 << MOST_BITS;

    private final HeaderBytes gif;
    private PixelSize screen;
    private GifFrame frame;
    private long at;
    /** Of the flags of the control extension before the first frame; 0 where there is none. */
    private long control;

    private GifHeader(HeaderBytes gif) throws FailedException {
        this.gif = gif;
        screen = gif.size(gif.u16(SCREEN_WIDTH, "width"), gif.u16(SCREEN_HEIGHT, "height"));
        at = (long) SCREEN_END + tableBytes(gif.u8(SCREEN_FLAGS, "screen"));
        readFirstFrame();
    }

    static ImageHeader read(HeaderBytes gif) throws FailedException {
        GifHeader header = new GifHeader(gif);
        header.checkCodes();
        return new ImageHeader(ImageFormat.GIF, header.screen, 1);
    }

    /** Where the first frame stands; empty where it covers the screen. */
    static Optional<GifFrame> partly(HeaderBytes gif) throws FailedException {
        GifHeader header = new GifHeader(gif);
        return Optional.of(header.frame).filter(each -> !each.size().equals(header.screen));
    }

    /** The first frame as the only one, on a screen that holds it, and without words that mean nothing. */
    static Excerpt excerpt(byte[] file, HeaderBytes gif) throws FailedException {
        GifHeader header = new GifHeader(gif);
        header.at++;
        header.skipBlocks();
        byte[] first = Arrays.copyOf(file, Math.toIntExact(header.at) + 1);
        first[first.length - 1] = TRAILER;
        ByteBuffer.wrap(first)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(SCREEN_WIDTH, (short) header.screen.width())
                .putShort(SCREEN_HEIGHT, (short) header.screen.height());
        if ((first[BACKGROUND] & 0xff) >= tableBytes(first[SCREEN_FLAGS]) / 3) first[BACKGROUND] = 0;
        int flags = Math.toIntExact(header.control);
        if (flags > 0 && (first[flags] & MEANINGLESS) != 0) first[flags] &= ~DISPOSAL;
        return Excerpt.whole(first);
    }

    private static int tableBytes(int flags) {
        return (flags & HAS_TABLE) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    /** Up to its codes. */
    private void readFirstFrame() throws FailedException {
        while (gif.u8(at, "first frame") == EXTENSION) {
            if (gif.u8(at + 1, "extension") == CONTROL && gif.u8(at + 2, "extension") > 0) control = at + 3;
            at += 2;
            skipBlocks();
        }
        if (gif.u8(at, "first frame") != FRAME) throw HeaderBytes.undecodable("the GIF has no frame");
        frame = new GifFrame(
                gif.u16(at + 1, "frame"),
                gif.u16(at + 3, "frame"),
                gif.size(gif.u16(at + 5, "frame"), gif.u16(at + 7, "frame")));
        screen = onScreen(
                (long) frame.left() + frame.size().width(),
                (long) frame.top() + frame.size().height());
        at += 10 + tableBytes(gif.u8(at + 9, "frame"));
    }

    private PixelSize onScreen(long right, long bottom) throws FailedException {
        long width = Math.max(screen.width(), right);
        long height = Math.max(screen.height(), bottom);
        if (Math.max(width, height) <= MOST_PIXELS) return gif.size(width, height);
        throw HeaderBytes.undecodable(
                "the GIF's first frame ends at %dx%d, beyond %d".formatted(right, bottom, MOST_PIXELS));
    }

    private void skipBlocks() throws FailedException {
        int length;
        do {
            length = gif.u8(at, "frame");
            at += 1 + length;
        } while (length > 0);
    }

    private void checkCodes() throws FailedException {
        int firstBits = gif.u8(at++, "frame");
        if (firstBits < 2 || firstBits >= MOST_BITS) {
            throw HeaderBytes.undecodable(
                    "the GIF's codes begin with %d bits, allowed is 2 to 11".formatted(firstBits));
        }
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
