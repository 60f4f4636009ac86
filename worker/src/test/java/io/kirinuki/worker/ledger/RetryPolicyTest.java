package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private final RetryPolicy policy =
            RetryPolicy.exponential(10, Duration.ofMillis(200), Duration.ofSeconds(30), 2.0, 0.0);

    private Duration wait(int failures, Duration asked) {
        return policy.wait(failures, Optional.ofNullable(asked));
    }

    @Test
    void whoAsksToBeLeftAloneIsAndNotForLongerThanTheLongestWait() {
        assertThat(wait(1, null)).isEqualTo(Duration.ofMillis(200));
        assertThat(wait(1, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(wait(1, Duration.ofDays(900))).isEqualTo(Duration.ofSeconds(30));
        assertThat(wait(6, Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(6400));
    }
}
