package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HandedOverTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 0);

    private final HandedOver handedOver = new HandedOver();

    @Test
    void aTaskThatBeginsBehindWhatWasHandedOverMissesTheRestOfIt() {
        handedOver.add(records(10, 11, 12));
        handedOver.add(records(13, 20));
        assertThat(handedOver.missedFrom(PARTITION, new OffsetAndMetadata(12))).hasValue(12);
        assertThat(handedOver.missedFrom(PARTITION, new OffsetAndMetadata(20))).hasValue(20);
        assertThat(handedOver.missedFrom(PARTITION, new OffsetAndMetadata(21))).isEmpty();
    }

    @Test
    void whereNothingWasCommittedTheFirstIsMissed() {
        handedOver.add(records(10, 11));
        handedOver.add(records(12));
        assertThat(handedOver.missedFrom(PARTITION, null)).hasValue(10);
    }

    @Test
    void nothingIsMissedOfWhatWasNotHandedOverOrWasGivenBack() {
        assertThat(handedOver.missedFrom(PARTITION, new OffsetAndMetadata(0))).isEmpty();
        handedOver.add(records(10));
        handedOver.rewound(PARTITION);
        assertThat(handedOver.missedFrom(PARTITION, new OffsetAndMetadata(0))).isEmpty();
        handedOver.add(records(10));
        handedOver.retain(Set.of());
        assertThat(handedOver.missedFrom(PARTITION, new OffsetAndMetadata(0))).isEmpty();
    }

    private static ConsumerRecords<byte[], byte[]> records(long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = LongStream.of(offsets)
                .mapToObj(offset -> new ConsumerRecord<>(
                        PARTITION.topic(), PARTITION.partition(), offset, new byte[0], new byte[0]))
                .toList();
        return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
    }
}
