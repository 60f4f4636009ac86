package io.kirinuki.image.probe.tiff;

import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether the strips or tiles of a TIFF hold what they should (TIFF 6.0, sections 9, 13 and 15). libtiff leaves black what
 * it cannot unpack, and nobody hears of it. So those that are packed by LZW, deflate or PackBits are unpacked once to count
 * what comes out; those of JPEG and fax are left to libtiff.
 */
final class TiffData {
    private static final int LZW = 5;
    private static final int DEFLATE = 8;
    private static final int OLD_DEFLATE = 32946;
    private static final int PACK_BITS = 32773;
    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FEWEST_BITS = 9;
    private static final int MOST_BITS = 12;

    private TiffData() {}

    static boolean isCounted(int compression) {
        return compression == LZW || compression == DEFLATE || compression == OLD_DEFLATE || compression == PACK_BITS;
    }

    /**
     * Fails where a strip or tile holds less than it should.
     *
     * @param what names it
     */
    static void check(HeaderBytes packed, int compression, long bytes, String what) throws FailedException {
        long found = switch (compression) {
            case LZW -> lzw(packed, bytes);
            case PACK_BITS -> packBits(packed, bytes);
            default -> deflate(packed, bytes);
        };
        if (found < bytes) {
            throw HeaderBytes.undecodable(
                    "%s of the TIFF unpacks to %d bytes, it should to %d".formatted(what, found, bytes));
        }
    }

    private static long packBits(HeaderBytes packed, long enough) throws FailedException {
        long found = 0;
        for (long at = 0; at < packed.length() && found < enough; ) {
            int count = (byte) packed.u8(at++, "strip");
            if (count >= 0) {
                found += Math.min(count + 1, packed.length() - at);
                at += count + 1;
            } else if (count != -128) {
                if (at < packed.length()) found += 1 - count;
                at++;
            }
        }
        return found;
    }

    private static long deflate(HeaderBytes packed, long enough) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed.copied());
            byte[] out = new byte[1 << 14];
            long found = 0;
            while (found < enough) {
                int some = inflater.inflate(out);
                found += some;
                if (some == 0 && (inflater.finished() || inflater.needsInput() || inflater.needsDictionary())) break;
            }
            return found;
        } catch (DataFormatException broken) {
            return 0;
        } finally {
            inflater.end();
        }
    }

    /** Goes over the codes, of each of which only the length of what it stands for is kept. */
    private static long lzw(HeaderBytes packed, long enough) throws FailedException {
        // Before 1992 bits came in the other order, which libtiff knows as well.
        if (packed.length() > 1 && packed.u8(0, "strip") == 0 && (packed.u8(1, "strip") & 1) == 1) return enough;
        int[] lengths = new int[1 << MOST_BITS];
        int known = END + 1;
        int bits = FEWEST_BITS;
        int before = CLEAR;
        long found = 0;
        int buffer = 0;
        int filled = 0;
        long at = 0;
        while (found < enough) {
            while (filled < bits) {
                if (at >= packed.length()) return found;
                buffer = buffer << 8 | packed.u8(at++, "strip");
                filled += 8;
            }
            int code = buffer >>> (filled - bits) & ((1 << bits) - 1);
            filled -= bits;
            buffer &= (1 << filled) - 1;
            if (code == END) return found;
            if (code == CLEAR) {
                known = END + 1;
                bits = FEWEST_BITS;
            } else if (before == CLEAR) {
                if (code > END) return found;
                found++;
            } else {
                if (code > known || (code == known && known == lengths.length)) return found;
                if (known < lengths.length) lengths[known++] = length(lengths, before) + 1;
                found += length(lengths, code);
                if (known == (1 << bits) - 1 && bits < MOST_BITS) bits++;
            }
            before = code;
        }
        return found;
    }

    private static int length(int[] lengths, int code) {
        return code < CLEAR ? 1 : lengths[code];
    }
}
