package io.kirinuki.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private long nanos;

    @Test
    void soManyASecondAreDue() {
        Pace pace = new Pace(Optional.of(20.0), () -> nanos);
        int sent = 0;
        for (int i = 0; i < 1_000; i++) {
            nanos += Duration.ofMillis(10).toNanos();
            int due = pace.due();
            pace.sent(due);
            sent += due;
        }
        assertThat(sent).isBetween(199, 200);
    }

    @Test
    void lessThanOneASecondComesInItsTime() {
        Pace pace = new Pace(Optional.of(0.5), () -> nanos);
        nanos += Duration.ofMillis(1_900).toNanos();
        assertThat(pace.due()).isZero();
        nanos += Duration.ofMillis(200).toNanos();
        assertThat(pace.due()).isOne();
    }

    @Test
    void aPauseIsNotCaughtUpWith() {
        Pace pace = new Pace(Optional.of(20.0), () -> nanos);
        nanos += Duration.ofHours(1).toNanos();
        assertThat(pace.due()).isEqualTo(20);
    }

    @Test
    void withoutARateAnyNumberIsDue() {
        assertThat(new Pace(Optional.empty(), () -> nanos).due()).isEqualTo(Integer.MAX_VALUE);
    }
}
