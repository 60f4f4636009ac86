package io.kirinuki.worker.job.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.Position;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PositionsTest {
    @Test
    void itHoldsWhatASetHolds() {
        Random random = new Random(7);
        Positions positions = new Positions();
        Set<Position> set = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            Position position = new Position(
                    random.nextBoolean() ? "a" : "b",
                    random.nextInt(2),
                    (random.nextInt(3) << 13) - 2 + random.nextInt(8) + (random.nextBoolean() ? 5_000_000_000L : 10),
                    random.nextInt(4) == 0 ? Optional.of(random.nextInt(3)) : Optional.empty());
            if (random.nextInt(3) == 0) {
                positions.remove(position);
                set.remove(position);
            } else {
                assertThat(positions.add(position)).isEqualTo(set.add(position));
            }
            assertThat(positions.holds(position)).isEqualTo(set.contains(position));
        }
        assertThat(set).allMatch(positions::holds);
    }
}
