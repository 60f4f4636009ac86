package io.kirinuki.image.mask;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;

/** Numbers found one by one, up to a limit; twice the room that they need. Owned by one thread. */
final class GrowingInts {
    private final int most;
    private int[] values = new int[1 << 10];
    private int count;

    GrowingInts(int most) {
        this.most = most;
    }

    /** Fails as {@link Failure.TooRagged} beyond the limit, which is of two numbers for each run. */
    void add(int value) throws FailedException {
        if (count == most) throw new FailedException(new Failure.TooRagged("what is made of it", most / 2));
        if (count == values.length) values = Arrays.copyOf(values, (int) Math.min(2L * count, most));
        values[count++] = value;
    }

    int count() {
        return count;
    }

    int at(int place) {
        return values[place];
    }

    void drop() {
        count--;
    }

    int[] trimmed() {
        return Arrays.copyOf(values, count);
    }
}
