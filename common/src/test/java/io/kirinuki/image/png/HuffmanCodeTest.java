package io.kirinuki.image.png;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {
    @Test
    void fibonacciCountsStayWithinFourteenBits() {
        int[] counts = new int[286];
        counts[0] = 1;
        counts[1] = 1;
        for (int i = 2; i < 40; i++) counts[i] = counts[i - 1] + counts[i - 2];
        assertIsComplete(counts, HuffmanCode.of(counts));
    }

    @Test
    void randomCountsGiveCompleteCodes() {
        for (int round = 0; round < 300; round++) {
            Random random = new Random(round);
            int[] counts = new int[286];
            int used = 2 + random.nextInt(285);
            for (int i = 0; i < used; i++) counts[random.nextInt(286)] = 1 << random.nextInt(18);
            counts[256] = 1;
            counts[0] = 7;
            assertIsComplete(counts, HuffmanCode.of(counts));
        }
    }

    @Test
    void loneSymbolTakesOneBit() {
        int[] counts = new int[286];
        counts[256] = 1;
        assertThat(HuffmanCode.of(counts).length(256)).isEqualTo(1);
    }

    /** Kraft's sum is 1: every bit sequence can be read, none in two ways. */
    private static void assertIsComplete(int[] counts, HuffmanCode code) {
        int sum = 0;
        for (int symbol = 0; symbol < counts.length; symbol++) {
            int length = code.length(symbol);
            assertThat(length > 0).isEqualTo(counts[symbol] > 0);
            assertThat(length).isLessThanOrEqualTo(14);
            if (length > 0) sum += 1 << (15 - length);
        }
        assertThat(sum).isEqualTo(1 << 15);
    }
}
