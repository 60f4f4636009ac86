package io.kirinuki.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Against the same questions asked byte by byte, at every length around that of a long. */
class AlphaBytesTest {
    private static final int[] BOUNDS = {1, 2, 13, 26, 127, 128, 129, 230, 254, 255};

    @RepeatedTest(40)
    void answersAsOneByOne(RepetitionInfo repetition) {
        int length = repetition.getCurrentRepetition();
        Random random = new Random(length);
        byte[] above = row(random, length);
        byte[] row = row(random, length);
        for (int least : BOUNDS) {
            int first = length;
            int last = -1;
            for (int x = 0; x < length; x++) {
                if ((row[x] & 0xff) < least) continue;
                first = Math.min(first, x);
                last = x;
            }
            assertThat(AlphaBytes.first(row, least)).isEqualTo(first);
            assertThat(AlphaBytes.last(row, least)).isEqualTo(last);
            for (int most : BOUNDS)
                assertThat(AlphaBytes.count(row, least, most)).isEqualTo(between(row, least, most));
        }
        int across = 0;
        int down = 0;
        for (int x = 0; x < length; x++) {
            if (x > 0 && (row[x] < 0) != (row[x - 1] < 0)) across++;
            if ((row[x] < 0) != (above[x] < 0)) down++;
        }
        assertThat(AlphaBytes.sides(row)).isEqualTo(across);
        assertThat(AlphaBytes.sides(row, above)).isEqualTo(down);
    }

    private static int between(byte[] row, int least, int most) {
        int count = 0;
        for (byte alpha : row) if ((alpha & 0xff) >= least && (alpha & 0xff) < most) count++;
        return count;
    }

    /** Values at the bounds, which are where a mistake shows, and any. */
    private static byte[] row(Random random, int length) {
        byte[] row = new byte[length];
        for (int x = 0; x < length; x++) {
            int bound = BOUNDS[random.nextInt(BOUNDS.length)] - random.nextInt(2);
            row[x] = (byte) (random.nextBoolean() ? bound : random.nextInt(256));
        }
        return row;
    }
}
