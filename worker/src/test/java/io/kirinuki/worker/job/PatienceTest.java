package io.kirinuki.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.worker.StartException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Failure DOWN = new Failure.Unavailable("the object store", "HTTP 503");

    private final Patience patience = new Patience(Duration.ofMillis(1), 3);
    private int asked;

    private Outcome<Integer> failing(int times, Failure failure) {
        return ++asked <= times ? Outcome.failed(failure) : Outcome.done(asked);
    }

    @Test
    void aStoreThatAnswersInTheEndIsWaitedFor() throws Exception {
        assertThat(patience.answer(() -> failing(2, DOWN))).isEqualTo(3);
    }

    @Test
    void aStoreThatStaysDownEndsTheCommandAndNothingIsLost() {
        assertThatThrownBy(() -> patience.answer(() -> failing(9, DOWN)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("HTTP 503")
                .hasMessageContaining("the same command goes on");
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void whatTimeCannotMendIsNotAskedAgain() throws Exception {
        assertThat(patience.outcome(() -> failing(9, new Failure.BucketNotFound("none"))))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(asked).isEqualTo(1);
    }
}
