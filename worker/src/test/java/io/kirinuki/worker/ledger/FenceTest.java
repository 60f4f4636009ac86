package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FenceTest {
    private static final TopicPartition ANEW = new TopicPartition("requests", 0);
    private static final TopicPartition OTHER = new TopicPartition("requests", 1);

    private final Fence fence = new Fence();

    /** Its former life had read up to 32 and was given up: a commit of that would pass over what lies between. */
    @Test
    void aTaskThatStartsAnewIsNamedWhereItsConsumerWentBackToUntilStreamsKnows() {
        var former = new OffsetAndMetadata(32, Optional.of(4), "time");
        var other = new OffsetAndMetadata(7, Optional.of(4), "time");
        fence.goneBack().put(ANEW, 1L);

        assertThat(fence.toName(Map.of(ANEW, former, OTHER, other)))
                .isEqualTo(Map.of(ANEW, new OffsetAndMetadata(1, Optional.empty(), "time"), OTHER, other));
        assertThat(fence.toName(Map.of(OTHER, other)))
                .as("only what Streams names")
                .isEqualTo(Map.of(OTHER, other));

        fence.goneBack().remove(ANEW);
        assertThat(fence.toName(Map.of(ANEW, former))).isEqualTo(Map.of(ANEW, former));
    }
}
