package io.kirinuki.worker.reception;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final Owner ADA = new Owner("ada");
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aBurstIsTakenAtOnceAndThenARate() {
        RateLimit limit = new RateLimit(2, 3, nanos::get);
        for (int i = 0; i < 3; i++) assertThat(limit.take(ADA)).isEmpty();
        assertThat(limit.take(ADA)).contains(Duration.ofMillis(500));
        assertThat(limit.take(new Owner("bob"))).isEmpty();
        nanos.addAndGet(Duration.ofMillis(400).toNanos());
        assertThat(limit.take(ADA).orElseThrow()).isCloseTo(Duration.ofMillis(100), Duration.ofMillis(1));
        nanos.addAndGet(Duration.ofMillis(101).toNanos());
        assertThat(limit.take(ADA)).isEmpty();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 3; i++) assertThat(limit.take(ADA)).isEmpty();
        assertThat(limit.take(ADA)).isPresent();
    }

    @Test
    void noRateIsNoLimit() {
        RateLimit limit = new RateLimit(0, 1, nanos::get);
        for (int i = 0; i < 100; i++) assertThat(limit.take(ADA)).isEmpty();
    }
}
