package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SeldomTest {
    private final AtomicLong now = new AtomicLong();
    private final Seldom seldom = new Seldom(2, Duration.ofSeconds(10), now::get);

    @Test
    void theSameTroubleIsToldAFewTimesAndThenCounted() {
        assertThat(seldom.ask("NotFound")).hasValue(0);
        assertThat(seldom.ask("NotFound")).hasValue(0);
        for (int i = 0; i < 1_000; i++) assertThat(seldom.ask("NotFound")).isEmpty();
        assertThat(seldom.ask("Poison")).as("another trouble").hasValue(0);
    }

    @Test
    void whatWasLeftOutIsToldOnceLater() {
        for (int i = 0; i < 7; i++) seldom.ask("NotFound");
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(seldom.ask("NotFound")).hasValue(5);
        assertThat(seldom.ask("NotFound")).hasValue(0);
        assertThat(seldom.ask("NotFound")).isEmpty();
    }
}
