package io.kirinuki.image.probe.jpeg;

import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;

/** A table of Huffman codes of a JPEG (ITU-T T.81, annex C). */
final class JpegCodes {
    /** Codes of so many bits are found at once. */
    static final int FAST = 9;

    static final int LONGEST = 16;

    /** By the next {@link #FAST} bits: length in bits above, symbol below; 0 where the code is longer, or none. */
    private final short[] fast = new short[1 << FAST];
    /** By length: the largest code and one, shifted up to {@link #LONGEST} bits; and what to add to a code for its symbol. */
    private final int[] beyond = new int[LONGEST + 2];

    private final int[] offset = new int[LONGEST + 1];
    private final byte[] symbols;

    private JpegCodes(byte[] symbols) {
        this.symbols = symbols;
    }

    static JpegCodes read(HeaderBytes content, long at) throws FailedException {
        int count = 0;
        for (int length = 1; length <= LONGEST; length++) count += content.u8(at + length - 1, "table of codes");
        if (count > 256) throw HeaderBytes.undecodable("a table of the JPEG has %d codes".formatted(count));
        byte[] symbols = new byte[count];
        for (int i = 0; i < count; i++) symbols[i] = (byte) content.u8(at + LONGEST + i, "table of codes");
        JpegCodes codes = new JpegCodes(symbols);
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= LONGEST; length++) {
            int many = content.u8(at + length - 1, "table of codes");
            codes.offset[length] = symbol - code;
            for (int i = 0; i < many; i++, code++, symbol++) {
                if (code >= 1 << length) throw HeaderBytes.undecodable("a table of the JPEG has too many codes");
                codes.enter(code, length, symbols[symbol]);
            }
            codes.beyond[length] = code << (LONGEST - length);
            code <<= 1;
        }
        codes.beyond[LONGEST + 1] = Integer.MAX_VALUE;
        return codes;
    }

    private void enter(int code, int length, byte symbol) {
        if (length > FAST) return;
        int from = code << (FAST - length);
        for (int i = from; i < from + (1 << (FAST - length)); i++) fast[i] = (short) ((length << 8) | (symbol & 0xff));
    }

    int count() {
        return symbols.length;
    }

    /** {@code bits} are the next 16; length in bits above, symbol below; 0 where there is no such code. */
    int find(int bits) {
        int found = fast[bits >> (LONGEST - FAST)];
        if (found != 0) return found;
        int length = FAST + 1;
        while (bits >= beyond[length]) length++;
        if (length > LONGEST) return 0;
        return (length << 8) | (symbols[(bits >> (LONGEST - length)) + offset[length]] & 0xff);
    }
}
