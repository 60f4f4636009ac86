package io.kirinuki.image.png;

import java.util.Arrays;

/**
 * A Huffman code for the symbols of one DEFLATE block, in the canonical form of RFC 1951, section 3.2.2: code lengths
 * of at most 14 bits say everything. DEFLATE allows 15; four of 14 go into a long at once.
 */
final class HuffmanCode {
    static final int LONGEST = 14;

    private final int[] lengths;
    private final int[] codes;

    private HuffmanCode(int[] lengths) {
        this.lengths = lengths;
        this.codes = canonical(lengths);
    }

    /** The code that makes symbols of these counts shortest, or nearly so where 14 bits do not suffice. */
    static HuffmanCode of(int[] counts) {
        int[] weights = counts.clone();
        int[] lengths = lengths(weights);
        // Flatter counts give a flatter tree, as in bzip2; equal counts, the end of it, need 9 bits for 286 symbols.
        while (Arrays.stream(lengths).max().orElse(0) > LONGEST) {
            for (int i = 0; i < weights.length; i++) weights[i] = (weights[i] + 1) / 2;
            lengths = lengths(weights);
        }
        return new HuffmanCode(lengths);
    }

    /** Bits of the symbol's code; 0 where the symbol does not occur. */
    int length(int symbol) {
        return lengths[symbol];
    }

    /** The symbol's code with its first bit lowest, since DEFLATE packs Huffman codes the other way round. */
    int code(int symbol) {
        return codes[symbol];
    }

    /** Depths in the Huffman tree, by the two-queue method: sorted leaves and, born in order, inner nodes. */
    private static int[] lengths(int[] weights) {
        long[] leaves = new long[weights.length]; // weight above, symbol below: sorts by weight
        int count = 0;
        for (int symbol = 0; symbol < weights.length; symbol++) {
            if (weights[symbol] > 0) leaves[count++] = (long) weights[symbol] << 16 | symbol;
        }
        Arrays.sort(leaves, 0, count);

        int[] lengths = new int[weights.length];
        if (count == 1) lengths[symbol(leaves[0])] = 1; // even a lone symbol takes one bit
        if (count < 2) return lengths;

        int nodes = 2 * count - 1;
        long[] weight = new long[nodes];
        int[] parent = new int[nodes];
        for (int i = 0; i < count; i++) weight[i] = leaves[i] >>> 16;
        int leaf = 0;
        int inner = count;
        for (int node = count; node < nodes; node++) {
            for (int child = 0; child < 2; child++) {
                boolean takesLeaf = leaf < count && (inner == node || weight[leaf] <= weight[inner]);
                int lightest = takesLeaf ? leaf++ : inner++;
                weight[node] += weight[lightest];
                parent[lightest] = node;
            }
        }
        int[] depth = new int[nodes];
        for (int node = nodes - 2; node >= 0; node--) depth[node] = depth[parent[node]] + 1;
        for (int i = 0; i < count; i++) lengths[symbol(leaves[i])] = depth[i];
        return lengths;
    }

    private static int symbol(long leaf) {
        return (int) (leaf & 0xffff);
    }

    private static int[] canonical(int[] lengths) {
        int[] count = new int[LONGEST + 1];
        for (int length : lengths) if (length > 0) count[length]++;
        int[] next = new int[LONGEST + 1];
        for (int length = 1; length <= LONGEST; length++) next[length] = (next[length - 1] + count[length - 1]) << 1;

        int[] codes = new int[lengths.length];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) codes[symbol] = Integer.reverse(next[length]++) >>> (Integer.SIZE - length);
        }
        return codes;
    }
}
