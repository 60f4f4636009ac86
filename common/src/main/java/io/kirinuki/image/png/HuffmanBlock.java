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
    private static final long EACH_BYTE = 0x0101010101010101L;

    /** Shorter runs are cheaper as literals, which cost a bit or two once they are frequent. */
    private static final int SHORTEST_RUN = Long.BYTES;

    private static final int LONGEST_RUN = 258;
    private static final int END_OF_BLOCK = 256;
    private static final int FIRST_LENGTH_SYMBOL = 257;
    private static final int SYMBOLS = 286;

    /** The most bits a token takes: code 15, extra 5, distance 1. */
    private static final int TOKEN_BITS = 21;

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

    /** Below 256 a literal, else 256 plus the length of a run. */
    private final short[] tokens;

    private final int[] counts = new int[SYMBOLS];

    /** What each token becomes: its bits above, their number in the lowest 5 bits. */
    private final int[] packed = new int[END_OF_BLOCK + LONGEST_RUN + 1];

    HuffmanBlock(int capacity) {
        tokens = new short[capacity];
    }

    /** Appends the first {@code length} bytes as one block. */
    void write(byte[] data, int length, boolean last, BitBuffer out) {
        int tokenCount = tokenise(data, length);
        HuffmanCode code = HuffmanCode.of(counts);
        out.reserve(SYMBOLS + Math.toIntExact((long) (tokenCount + 1) * TOKEN_BITS / Byte.SIZE));
        writeHeader(code, last, out);
        pack(code);
        for (int i = 0; i < tokenCount; i++) {
            int token = packed[tokens[i]];
            out.put(token >>> 5, token & 31);
        }
        out.put(code.code(END_OF_BLOCK), code.length(END_OF_BLOCK));
    }

    /** Fills {@link #tokens} and {@link #counts}; returns the number of tokens. */
    private int tokenise(byte[] data, int length) {
        Arrays.fill(counts, 0);
        int count = 0;
        int i = 0;
        while (i < length) {
            byte value = data[i];
            if (i > 0 && value == data[i - 1] && isRun(data, i, length)) {
                int end = i + SHORTEST_RUN;
                int limit = Math.min(length, i + LONGEST_RUN);
                while (end < limit && data[end] == value) end++;
                tokens[count++] = (short) (END_OF_BLOCK + end - i);
                counts[FIRST_LENGTH_SYMBOL + LENGTH_INDEX[end - i]]++;
                i = end;
            } else {
                int literal = Byte.toUnsignedInt(value);
                tokens[count++] = (short) literal;
                counts[literal]++;
                i++;
            }
        }
        counts[END_OF_BLOCK] = 1;
        return count;
    }

    private static boolean isRun(byte[] data, int at, int length) {
        return at + Long.BYTES <= length && (long) LONG.get(data, at) == (data[at] & 0xff) * EACH_BYTE;
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
            packed[literal] = code.code(literal) << 5 | code.length(literal);
        }
        for (int run = SHORTEST_RUN; run <= LONGEST_RUN; run++) {
            int index = LENGTH_INDEX[run];
            int symbol = FIRST_LENGTH_SYMBOL + index;
            int bits = code.code(symbol) | (run - LENGTH_BASE[index]) << code.length(symbol);
            int distanceBits = 1; // the only distance code is a single 0: the byte before
            packed[END_OF_BLOCK + run] = bits << 5 | (code.length(symbol) + LENGTH_EXTRA[index] + distanceBits);
        }
    }
}
