package io.kirinuki.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** All promises at once, for a short while; {@code local/chaos} is the long form. */
class ChaosIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    @Timeout(600)
    void everythingThatCanGoWrongAtOnceBreaksNoPromise() throws Exception {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        System.out.printf("ChaosIT seed %d (again: -Dchaos.seed=%d), logs in %s%n", seed, seed, folder);
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        var options = new ChaosOptions(seed, 2_500, 37, Duration.ofSeconds(60), false, kinds, Optional.of(folder));
        Verdict verdict = Chaos.run(options, folder);
        System.out.print(verdict);
        assertThat(verdict.sound()).as("%s", verdict).isTrue();
        assertThat(verdict.faults())
                .as("kinds of fault")
                .allSatisfy((kind, count) -> assertThat(count).isPositive());
        assertThat(verdict.found().once()).isGreaterThanOrEqualTo(2_500);
    }
}
