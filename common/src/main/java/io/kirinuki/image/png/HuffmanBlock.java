package io.kirinuki.image.png;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes DEFLATE blocks with a Huffman code of their own (RFC 1951, section 3.2.7) whose only matches are repetitions
 * of the byte before. After a PNG filter, runs of zeros are nearly all there is to match; searching for more is what
 * makes other encoders slow.
 *
 * <p>Blocks hold at most {@code capacity} bytes. Owned by one thread.
 */
final class HuffmanBlock {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Shorter runs are cheaper as literals, which cost a bit or two once they are frequent. */
    private static final int SHORTEST_RUN = Long.BYTES;

    private static final int LONGEST_RUN = 258;

    /** Of as many literals or more the code is made by a sample: nearly as short, at a quarter of the counting. */
    private static final int MANY = 1 << 15;
    /** A sample are so many bytes of {@link #SHARE} times as many. */
    private static final int STRETCH = 64;

    private static final int SHARE = 4;
    /** Larger blocks, which are single rows, are counted whole, so that no room is made for the worst of them. */
    private static final int MOST_SAMPLED = 1 << 18;

    private static final int END_OF_BLOCK = 256;
    private static final int FIRST_LENGTH_SYMBOL = 257;
    private static final int SYMBOLS = 286;

    /** The only distance code is a single 0: the byte before. */
    private static final int DISTANCE_BITS = 1;

    /** For each length symbol the shortest run and the extra bits that tell how much longer it is (section 3.2.5). */
    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };

    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };

    /** Index into the two tables above by length of run. */
    private static final int[] LENGTH_INDEX = new int[LONGEST_RUN + 1];

    static {
        for (int run = SHORTEST_RUN, i = 0; run <= LONGEST_RUN; run++) {
            while (i + 1 < LENGTH_BASE.length && LENGTH_BASE[i + 1] <= run) i++;
            LENGTH_INDEX[run] = i;
        }
    }

    /** The order in which the lengths of the code for code lengths are sent. */
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    /** Where each run begins; literals go from the end of one to the beginning of the next. */
    private final int[] runs;
    /** How long each run is. */
    private final short[] lengths;

    private final int[] counts = new int[SYMBOLS];
    /** Of literals, by their place modulo 4: one counter for all would have to be written before it is read again. */
    private final int[][] literals = new int[4][END_OF_BLOCK];

    private boolean sampled;

    /** What each literal, and behind them each length of run, becomes: its bits, their number in the highest 6. */
    private final long[] packed = new long[END_OF_BLOCK + LONGEST_RUN + 1];

    HuffmanBlock(int capacity) {
        runs = new int[capacity / SHORTEST_RUN + 1];
        lengths = new short[runs.length];
    }

    /** Appends the first {@code length} bytes as one block. */
    void write(byte[] data, int length, boolean last, BitBuffer out) {
        int runCount = scan(data, length);
        tally(data, length, runCount);
        HuffmanCode code = HuffmanCode.of(counts);
        out.reserve(SYMBOLS + Math.toIntExact((sampled ? worst(length) : bits(code)) / Byte.SIZE));
        writeHeader(code, last, out);
        pack(code);
        int from = 0;
        for (int run = 0; run < runCount; run++) {
            out.putEach(data, from, runs[run], packed);
            out.put(packed[END_OF_BLOCK + lengths[run]]);
            from = runs[run] + lengths[run];
        }
        out.putEach(data, from, length, packed);
        out.put(code.code(END_OF_BLOCK), code.length(END_OF_BLOCK));
    }

    /** Fills {@link #runs} and {@link #lengths}; returns the number of runs. */
    private int scan(byte[] data, int length) {
        int found = 0;
        int at = 1;
        while (at + SHORTEST_RUN <= length) {
            long differing = (long) LONG.get(data, at) ^ (long) LONG.get(data, at - 1);
            if (differing != 0) {
                // No run begins before the last byte of these that is another than the one before it.
                at += SHORTEST_RUN - Long.numberOfLeadingZeros(differing) / Byte.SIZE;
                continue;
            }
            int limit = Math.min(length, at + LONGEST_RUN);
            int same = Arrays.mismatch(data, at, limit, data, at - 1, limit - 1);
            int run = same < 0 ? limit - at : same;
            runs[found] = at;
            lengths[found++] = (short) run;
            at += run;
        }
        return found;
    }

    /** Fills {@link #counts}. */
    private void tally(byte[] data, int length, int runCount) {
        Arrays.fill(counts, 0);
        for (int[] each : literals) Arrays.fill(each, 0);
        int literalCount = length;
        for (int run = 0; run < runCount; run++) {
            counts[FIRST_LENGTH_SYMBOL + LENGTH_INDEX[lengths[run]]]++;
            literalCount -= lengths[run];
        }
        sampled = literalCount >= MANY && length <= MOST_SAMPLED;
        int from = 0;
        for (int run = 0; run <= runCount; run++) {
            int to = run < runCount ? runs[run] : length;
            if (sampled) sample(data, from, to);
            else count(data, from, to);
            if (run < runCount) from = to + lengths[run];
        }
        for (int i = 0; i < END_OF_BLOCK; i++) {
            for (int[] each : literals) counts[i] += each[i];
            if (sampled) counts[i] = SHARE * counts[i] + 1; // it may be among those that were passed over
        }
        counts[END_OF_BLOCK] = 1;
    }

    /** Which of its stretches differs from place to place, or it would be the same columns of each row. */
    private void sample(byte[] data, int from, int to) {
        for (int at = from & -(SHARE * STRETCH); at < to; at += SHARE * STRETCH) {
            int which = (at * 0x9e3779b1) >>> 30;
            int start = Math.max(from, at + which * STRETCH);
            int end = Math.min(to, at + (which + 1) * STRETCH);
            if (start < end) count(data, start, end);
        }
    }

    private void count(byte[] data, int from, int to) {
        int[] first = literals[0];
        int[] second = literals[1];
        int[] third = literals[2];
        int[] fourth = literals[3];
        int i = from;
        for (; i + 4 <= to; i += 4) {
            first[data[i] & 0xff]++;
            second[data[i + 1] & 0xff]++;
            third[data[i + 2] & 0xff]++;
            fourth[data[i + 3] & 0xff]++;
        }
        for (; i < to; i++) first[data[i] & 0xff]++;
    }

    /** The most that can follow the header of a block of so many bytes. */
    private static long worst(int length) {
        return (long) HuffmanCode.LONGEST * (length + 1);
    }

    /** What follows the block's header. */
    private long bits(HuffmanCode code) {
        long bits = 0;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            int more = symbol < FIRST_LENGTH_SYMBOL ? 0 : LENGTH_EXTRA[symbol - FIRST_LENGTH_SYMBOL] + DISTANCE_BITS;
            bits += (long) counts[symbol] * (code.length(symbol) + more);
        }
        return bits;
    }

    /**
     * The block's codes. One distance code of one bit, always; code lengths as they are, each in 4 bits, since packing
     * them would save a hundred bytes a block at most.
     */
    private static void writeHeader(HuffmanCode code, boolean last, BitBuffer out) {
        out.put(last ? 1 : 0, 1);
        out.put(2, 2); // dynamic Huffman codes
        out.put(SYMBOLS - 257, 5);
        out.put(0, 5); // one distance code
        out.put(CODE_LENGTH_ORDER.length - 4, 4);
        // Lengths 0 to 15 get codes of 4 bits each, so their code is the length itself, first bit lowest.
        for (int symbol : CODE_LENGTH_ORDER) out.put(symbol <= 15 ? 4 : 0, 3);
        for (int symbol = 0; symbol < SYMBOLS; symbol++) out.put(reversed(code.length(symbol)), 4);
        out.put(reversed(1), 4);
    }

    private static int reversed(int fourBits) {
        return Integer.reverse(fourBits) >>> (Integer.SIZE - 4);
    }

    private void pack(HuffmanCode code) {
        for (int literal = 0; literal < END_OF_BLOCK; literal++) {
            packed[literal] = code.code(literal) | ((long) code.length(literal) << BitBuffer.COUNT);
        }
        for (int run = SHORTEST_RUN; run <= LONGEST_RUN; run++) {
            int index = LENGTH_INDEX[run];
            int symbol = FIRST_LENGTH_SYMBOL + index;
            int bits = code.code(symbol) | ((run - LENGTH_BASE[index]) << code.length(symbol));
            int count = code.length(symbol) + LENGTH_EXTRA[index] + DISTANCE_BITS;
            packed[END_OF_BLOCK + run] = bits | ((long) count << BitBuffer.COUNT);
        }
    }
}
