package io.kirinuki.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Times nothing: an accelerator this slow finds full batches on any machine, if they form across partitions. */
class BatchingIT {
    @Test
    @Timeout(180)
    void aBacklogOverFourPartitionsFillsTheBatches() throws Exception {
        assertThat(BatchingBenchmark.run("key", Duration.ofMillis(150), 1_000).averageBatch())
                .isGreaterThanOrEqualTo(14);
    }

    @Test
    @Timeout(180)
    void inPartitionOrderABatchHoldsNoMoreThanThePartitions() throws Exception {
        assertThat(BatchingBenchmark.run("partition", Duration.ofMillis(150), 60)
                        .averageBatch())
                .isLessThanOrEqualTo(4);
    }
}
