package io.kirinuki.worker.reception.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetsTest {
    private static final TopicPartition ONE = new TopicPartition("results", 1);

    @Test
    void nothingIsCommittedBeforeItWasTold() {
        Offsets offsets = new Offsets();
        offsets.read(ONE, 3, true);
        offsets.read(ONE, 4, false);
        offsets.read(ONE, 5, true);
        assertThat(offsets.toCommit()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(3)));
        offsets.told(ONE, 5);
        assertThat(offsets.toCommit()).isEmpty();
        offsets.told(ONE, 3);
        assertThat(offsets.toCommit()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(6)));
        assertThat(offsets.open()).isZero();
    }

    @Test
    void whatIsAnothersIsNotCommitted() {
        Offsets offsets = new Offsets();
        offsets.read(ONE, 3, true);
        offsets.forget(List.of(ONE));
        offsets.told(ONE, 3);
        assertThat(offsets.toCommit()).isEmpty();
    }
}
