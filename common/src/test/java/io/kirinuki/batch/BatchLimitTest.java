package io.kirinuki.batch;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
    private final BatchLimit limit = new BatchLimit(16);

    /** Full runs, as a device has them that takes at most so many; gives how many of them failed. */
    private int run(int runs, int most) {
        int failed = 0;
        for (int i = 0; i < runs; i++) {
            int size = limit.now();
            if (size <= most) {
                limit.ran(size);
            } else {
                failed++;
                limit.outOfMemory(size);
            }
        }
        return failed;
    }

    @Test
    void itIsBackWhenThePressureIsGone() {
        run(20, 1);
        assertThat(limit.now()).isLessThanOrEqualTo(2);
        run(5 * BatchLimit.LEAST_PATIENCE, 16);
        assertThat(limit.now()).isEqualTo(16);
    }

    @Test
    void aLimitThatStaysCostsOneRunInAThousand() {
        run(4 * BatchLimit.MOST_PATIENCE, 3);
        assertThat(run(10 * BatchLimit.MOST_PATIENCE, 3)).isBetween(9, 10);
        assertThat(limit.now()).isEqualTo(2);
    }

    @Test
    void patienceIsShortAgainOnceALimitHasGone() {
        run(4 * BatchLimit.MOST_PATIENCE, 3);
        run(4 * BatchLimit.MOST_PATIENCE, 16);
        assertThat(limit.now()).isEqualTo(16);
        run(4, 1);
        assertThat(limit.now()).isEqualTo(1);
        run(5 * BatchLimit.LEAST_PATIENCE, 16);
        assertThat(limit.now()).isEqualTo(16);
    }

    @Test
    void runsThatAreNotFullProveNothing() {
        limit.outOfMemory(16);
        for (int i = 0; i < 10 * BatchLimit.MOST_PATIENCE; i++) limit.ran(7);
        assertThat(limit.now()).isEqualTo(8);
    }

    /** Two lanes: the one that failed later had begun before the limit fell. */
    @Test
    void aRunThatBeganUnderTheOldLimitLowersNothingMore() {
        assertThat(limit.outOfMemory(16)).isTrue();
        assertThat(limit.outOfMemory(16)).isFalse();
        assertThat(limit.now()).isEqualTo(8);
    }

    @Property
    void whateverHappensItIsBetweenOneAndTheMost(
            @ForAll @IntRange(min = 1, max = 40) int most, @ForAll boolean[] failures, @ForAll int[] sizes) {
        BatchLimit any = new BatchLimit(most);
        for (int i = 0; i < Math.min(failures.length, sizes.length); i++) {
            int size = 1 + Math.floorMod(sizes[i], any.now());
            if (failures[i]) any.outOfMemory(size);
            else any.ran(size);
            assertThat(any.now()).isBetween(1, most);
        }
    }
}
