package io.kirinuki.image.heif;

import io.kirinuki.outcome.Outcome.FailedException;

/** The bits of some bytes, from the highest of each on. Owned by one thread. */
final class Bits {
    private final byte[] bytes;
    private final long end;
    private long at;

    Bits(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = 8L * from;
        this.end = 8L * to;
    }

    int bit() throws FailedException {
        if (at >= end) throw BoxBytes.undecodable("the header of the HEIF's coded picture ends too early");
        int bit = bytes[(int) (at >> 3)] >> (7 - (at & 7)) & 1;
        at++;
        return bit;
    }

    boolean flag() throws FailedException {
        return bit() == 1;
    }

    long number(int bits) throws FailedException {
        long number = 0;
        for (int i = 0; i < bits; i++) number = number << 1 | bit();
        return number;
    }

    void skip(long bits) throws FailedException {
        if (bits > end - at) at = end;
        else at += bits;
    }

    /** As many zeros as bits follow the one behind them (ITU-T H.265, section 9.2). */
    long exponential() throws FailedException {
        int zeros = 0;
        while (!flag()) {
            if (++zeros > 32)
                throw BoxBytes.undecodable("the header of the HEIF's coded picture has a number too large");
        }
        return (1L << zeros) - 1 + number(zeros);
    }
}
