package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PausingConsumerTest {
    static Stream<Consumer<PausingConsumer>> waysToClose() {
        return Stream.of(
                PausingConsumer::close,
                consumer -> consumer.close(
                        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)));
    }

    @ParameterizedTest
    @MethodSource("waysToClose")
    void aClosedConsumerHoldsNoPartitionsPaused(Consumer<PausingConsumer> close) {
        Marks marks = new Marks(8, 4);
        var consumer = consumer(marks);
        var replacement = consumer(marks);
        marks.consumers().enter(consumer).holds(Map.of(partition(0), 7L, partition(1), 8L));
        marks.consumers().enter(replacement).holds(Map.of(partition(2), 9L, partition(3), Consumers.UNKNOWN));
        close.accept(consumer);
        assertThat(marks.consumers().pausedPartitions()).isEqualTo(2);
        assertThat(marks.consumers().held()).containsOnly(Map.entry(partition(2), 9L));
        replacement.close();
        assertThat(marks.consumers().silences()).isEmpty();
    }

    @Test
    void howLongAThreadHasNotPolledIsTold() {
        AtomicLong now = new AtomicLong();
        Marks marks = new Marks(8, 4, now::get);
        try (var consumer = consumer(marks)) {
            var sign = marks.consumers().enter(consumer);
            now.set(3_000_000_000L);
            assertThat(marks.consumers().silences()).hasSize(1).containsValue(Duration.ofSeconds(3));
            sign.polls();
            assertThat(marks.consumers().silences()).containsValue(Duration.ZERO);
        }
    }

    @Test
    void aThreadPassesTheEntranceBeforeItCountsAsOneThatPolls() {
        Marks marks = new Marks(8, 4);
        List<Integer> counted = new ArrayList<>();
        marks.consumers().atFirst(() -> counted.add(marks.consumers().silences().size()));
        try (var consumer = consumer(marks)) {
            marks.consumers().enter(consumer);
            assertThat(counted).containsExactly(0);
        }
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("requests", number);
    }

    private static PausingConsumer consumer(Marks marks) {
        return new PausingConsumer(
                Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "test"), new InFlight(), marks, new Fence());
    }
}
