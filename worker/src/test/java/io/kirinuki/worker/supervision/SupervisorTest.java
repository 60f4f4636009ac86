package io.kirinuki.worker.supervision;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // a clock that wraps is no surprise
    private final List<String> counted = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    @Test
    void restsDoubleUntilTheWorkerIsGivenUp() {
        Supervisor supervisor = supervisor(1, 8);
        List<String> rests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            assertThat(supervisor.handle(new IllegalStateException("again"))).isEqualTo(REPLACE_THREAD);
            rests.add(supervisor
                    .resting()
                    .map(rest -> rest.replaceAll("for (.*) s more.*", "$1"))
                    .orElse("none"));
            pass(Duration.ofSeconds(40));
            assertThat(supervisor.resting()).isEmpty();
        }
        assertThat(rests).containsExactly("none", "1.0", "2.0", "4.0", "8.0", "16.0", "32.0", "32.0");
        assertThat(ends).isEmpty();

        assertThat(supervisor.handle(new IllegalStateException("the last"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(supervisor.gaveUp().orElseThrow()).contains("more than 8 times", "IllegalStateException: the last");
        assertThat(ends).containsExactly(supervisor.gaveUp().orElseThrow());
    }

    @Test
    void breaksThatAreLongAgoDoNotCount() {
        Supervisor supervisor = supervisor(1, 2);
        for (int i = 0; i < 20; i++) {
            assertThat(supervisor.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
            pass(WINDOW.dividedBy(2).plusNanos(1));
        }
    }

    @Test
    void threadsThatBreakTogetherAreReplacedAtOnce() {
        Supervisor supervisor = supervisor(3, 2);
        for (int i = 0; i < 3; i++) {
            supervisor.handle(new IllegalStateException());
            assertThat(supervisor.resting()).isEmpty();
        }
        supervisor.handle(new IllegalStateException());
        assertThat(supervisor.resting()).isPresent();
    }

    @Test
    void whatBrokeIsNamedByWhatStreamsWraps() {
        Supervisor supervisor = supervisor(1, 9);
        supervisor.handle(new StreamsException(new ExecutionException(new IllegalArgumentException("wrong"))));
        supervisor.handle(new StreamsException("of Streams' own"));
        supervisor.handle(new OutOfMemoryError());
        assertThat(counted).containsExactly("IllegalArgumentException", "StreamsException", "OutOfMemoryError");
    }

    @Test
    void aThreadThatBreaksHasTheStreamJoinAnew() {
        Supervisor supervisor = supervisor(1, 9);
        assertThat(supervisor.joined()).isFalse();
        supervisor.runs();
        assertThat(supervisor.joined()).isTrue();
        supervisor.handle(new IllegalStateException());
        assertThat(supervisor.joined()).isFalse();
    }

    @Test
    void whoeverRestsGoesOnWhenTheWorkerCloses() {
        Supervisor supervisor = supervisor(1, 9);
        supervisor.rest(); // the first thread, at once
        supervisor.handle(new IllegalStateException());
        supervisor.handle(new IllegalStateException());
        supervisor.close();
        supervisor.rest(); // for ever by this clock, which stands
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Supervisor supervisor(int threads, int breaks) {
        Supervisor supervisor = new Supervisor(
                new SupervisionLimits(threads, breaks, WINDOW, Duration.ofMinutes(3)), now::get, counted::add);
        supervisor.atEnd(ends::add);
        return supervisor;
    }
}
