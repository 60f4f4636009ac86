package io.kirinuki.annotation;

import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.PixelSize;

/**
 * Run lengths as Kaggle's competitions write them: pairs {@code start length} of the subject's runs, the first pixel
 * being 1, all separated by single spaces; an empty mask is the empty text. The text does not say in which order the
 * pixels were read, and competitions differ: see {@link Order}.
 */
public final class KaggleRuns {
    private KaggleRuns() {}

    public static String write(RunLengths runs) {
        StringBuilder text = new StringBuilder();
        long start = 1;
        for (int run = 0; run < runs.count(); run++) {
            if (run % 2 == 1) {
                if (!text.isEmpty()) text.append(' ');
                text.append(start).append(' ').append(runs.length(run));
            }
            start += runs.length(run);
        }
        return text.toString();
    }

    /** Refuses what is no such text, or goes beyond {@code size}, with an {@link IllegalArgumentException}. */
    public static RunLengths read(String text, PixelSize size, Order order) {
        String[] numbers = text.isBlank() ? new String[0] : text.strip().split("\\s+");
        if (numbers.length % 2 == 1) {
            throw new IllegalArgumentException("%d numbers are no pairs of start and length".formatted(numbers.length));
        }
        LengthsBuilder runs = new LengthsBuilder(numbers.length + 2);
        long end = 0;
        for (int i = 0; i < numbers.length; i += 2) {
            long start = Long.parseLong(numbers[i]) - 1;
            long length = Long.parseLong(numbers[i + 1]);
            if (start < end || length < 1 || length > size.pixels() - start) {
                throw new IllegalArgumentException(
                        ("the run \"%s %s\" begins before the one ahead of it ends, is empty,"
                                        + " or goes beyond a mask of %s")
                                .formatted(numbers[i], numbers[i + 1], size));
            }
            end = start + length;
            runs.subject(start, end);
        }
        return runs.build(size, order);
    }
}
