package io.kirinuki.annotation;

import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.PixelSize;
import java.util.Arrays;

/**
 * Run lengths as COCO writes its {@code counts}, down the columns, beside {@code size}, which is height and width: as
 * plain numbers, or as text, where from the fourth on each number is the difference to the one two before, cut into
 * groups of 5 bits from the lowest up; a group and a bit that says whether more follow are one character from ASCII 48
 * on. The highest bit of the last group is the number's sign. Source: {@code rleToString} in cocoapi's maskApi.c.
 */
public final class CocoRuns {
    private static final int GROUP_BITS = 5;
    private static final int GROUP = (1 << GROUP_BITS) - 1;
    private static final int SIGN = 1 << (GROUP_BITS - 1);
    private static final int MORE = 1 << GROUP_BITS;
    private static final char ZERO = '0';
    private static final int FIRST_DIFFERENCE = 3;

    private CocoRuns() {}

    /** The plain numbers. */
    public static int[] counts(RunLengths runs) {
        requireColumns(runs);
        int[] counts = new int[runs.count()];
        for (int run = 0; run < counts.length; run++) counts[run] = runs.length(run);
        return counts;
    }

    public static RunLengths read(int[] counts, PixelSize size) {
        return new RunLengths(size, Order.COLUMNS, counts.clone());
    }

    /** The text, which is what pycocotools calls compressed. */
    public static String write(RunLengths runs) {
        requireColumns(runs);
        StringBuilder text = new StringBuilder();
        for (int run = 0; run < runs.count(); run++) {
            write(runs.length(run) - (run < FIRST_DIFFERENCE ? 0 : runs.length(run - 2)), text);
        }
        return text.toString();
    }

    private static void write(int number, StringBuilder text) {
        boolean more = true;
        for (int rest = number; more; ) {
            int group = rest & GROUP;
            rest >>= GROUP_BITS;
            more = (group & SIGN) == 0 ? rest != 0 : rest != -1;
            text.append((char) (ZERO + (more ? group | MORE : group)));
        }
    }

    /** Refuses what is no such text with an {@link IllegalArgumentException}. */
    public static RunLengths read(String text, PixelSize size) {
        int[] counts = new int[text.length()];
        int count = 0;
        for (int at = 0; at < text.length(); count++) {
            int number = 0;
            int shift = 0;
            int group;
            do {
                group = at < text.length() ? text.charAt(at) - ZERO : -1;
                if (group < 0 || group >= 2 * MORE || shift > Integer.SIZE) {
                    throw new IllegalArgumentException("no run length ends at character %d".formatted(at));
                }
                at++;
                number |= shift < Integer.SIZE ? (group & GROUP) << shift : 0;
                shift += GROUP_BITS;
            } while ((group & MORE) != 0);
            if ((group & SIGN) != 0 && shift < Integer.SIZE) number |= -1 << shift;
            counts[count] = number + (count < FIRST_DIFFERENCE ? 0 : counts[count - 2]);
        }
        return new RunLengths(size, Order.COLUMNS, Arrays.copyOf(counts, count));
    }

    private static void requireColumns(RunLengths runs) {
        if (runs.order() != Order.COLUMNS) throw new IllegalArgumentException("COCO reads down the columns");
    }
}
