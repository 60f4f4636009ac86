package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.Position;
import io.kirinuki.worker.ledger.LedgerEntry;
import io.kirinuki.worker.metrics.Answer;
import io.kirinuki.worker.metrics.WorkerMetrics;
import io.kirinuki.worker.page.Batches;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsBridgeTest {
    private final WorkerMetrics metrics = new WorkerMetrics();

    /** Microseconds in place of milliseconds lie 54,000 years ahead; some clients send what they like. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_795_000_000_000L, 1_795_000_000_000_000L, 1_795_000_000_000_000_000L, Long.MAX_VALUE})
    void anyTimestampHasAnAge(long timestamp) {
        var entry =
                LedgerEntry.accept(new Position("requests", 0, 0), new Record<>(new byte[0], new byte[0], timestamp));

        new MetricsBridge(metrics, new Batches()).succeeded(entry);

        assertThat(metrics.expose("").text())
                .contains("kirinuki_event_age_seconds_count 1.0")
                .doesNotContain("kirinuki_event_age_seconds_sum -");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE})
    void anyDurationIsCounted(long seconds) {
        metrics.ledger().answered(Answer.RESULT, Duration.ofSeconds(seconds));

        assertThat(metrics.expose("").text()).contains("kirinuki_event_age_seconds_count 1.0");
    }
}
