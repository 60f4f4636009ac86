package io.kirinuki.image.probe.jpeg;

import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * Goes over the codes of one scan of a JPEG, block by block, and keeps nothing of them. Owned by one thread.
 */
final class JpegWalk {
    private static final int RST0 = 0xd0;
    private static final int COEFFICIENTS = 64;
    private static final int END_OF_BLOCKS = 15;

    private final HeaderBytes jpeg;
    private long at;
    private long buffer;
    private int filled;
    private int restarts;
    /** Blocks to come of which nothing is told. */
    private int empty;

    /** There are no more codes, or none that mean anything; the message ends a sentence. */
    static final class EndException extends Exception {
        private static final long serialVersionUID = 1;

        private EndException(String what) {
            super(what, null, false, false);
        }
    }

    JpegWalk(HeaderBytes jpeg, long at) {
        this.jpeg = jpeg;
        this.at = at;
    }

    /** Of a sequential scan. */
    void block(JpegCodes dc, JpegCodes ac) throws EndException, FailedException {
        drop(symbol(dc) & 15);
        for (int k = 1; k < COEFFICIENTS; k++) {
            int symbol = symbol(ac);
            int bits = symbol & 15;
            k += symbol >> 4;
            if (bits == 0) {
                if (symbol >> 4 != END_OF_BLOCKS) return;
            } else {
                if (k >= COEFFICIENTS) throw new EndException("are garbled");
                drop(bits);
            }
        }
    }

    /** Of a scan that is the first of its coefficients. */
    void first(JpegCodes dc, JpegCodes ac, int first, int last) throws EndException, FailedException {
        if (first == 0) {
            drop(symbol(dc) & 15);
            return;
        }
        if (empty > 0) {
            empty--;
            return;
        }
        for (int k = first; k <= last; k++) {
            int symbol = symbol(ac);
            int run = symbol >> 4;
            if ((symbol & 15) == 0) {
                if (run < END_OF_BLOCKS) {
                    empty = (1 << run) - 1 + take(run);
                    return;
                }
                k += END_OF_BLOCKS;
            } else {
                k += run;
                if (k > last) throw new EndException("are garbled");
                drop(symbol & 15);
            }
        }
    }

    /** Here the codes begin anew, behind a marker that counts. */
    void restart() throws EndException, FailedException {
        filled = 0;
        buffer = 0;
        empty = 0;
        long marker = jpeg.next(at, 0xff);
        while (marker + 1 < jpeg.length() && jpeg.u8(marker + 1, "marker") == 0xff) marker++;
        if (marker + 1 >= jpeg.length() || jpeg.u8(marker + 1, "marker") != RST0 + restarts) {
            throw new EndException("miss a restart");
        }
        restarts = (restarts + 1) & 7;
        at = marker + 2;
    }

    /** Where the next marker may be looked for. */
    long at() {
        return at;
    }

    private int symbol(JpegCodes codes) throws EndException, FailedException {
        if (filled < JpegCodes.LONGEST) fill();
        int found = codes.find((int) (buffer >>> 48));
        if (found == 0) throw new EndException(filled < JpegCodes.LONGEST ? "end" : "are garbled");
        drop(found >> 8);
        return found & 0xff;
    }

    private int take(int bits) throws EndException, FailedException {
        if (bits == 0) return 0;
        if (filled < bits) fill();
        int taken = (int) (buffer >>> (64 - bits));
        drop(bits);
        return taken;
    }

    private void drop(int bits) throws EndException, FailedException {
        if (filled < bits) fill();
        if (filled < bits) throw new EndException("end");
        buffer <<= bits;
        filled -= bits;
    }

    /** Up to the next marker; a byte of 255 is followed by one of 0. */
    private void fill() throws FailedException {
        while (filled <= 56 && at < jpeg.length()) {
            int next = jpeg.u8(at, "picture data");
            if (next == 0xff) {
                if (at + 1 >= jpeg.length() || jpeg.u8(at + 1, "picture data") != 0) return;
                at++;
            }
            at++;
            buffer |= (long) next << (56 - filled);
            filled += 8;
        }
    }
}
