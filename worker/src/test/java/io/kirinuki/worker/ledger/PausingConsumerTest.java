package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;
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

    /** Ten thousand that wait may be of a megabyte each. */
    @Test
    void aPartitionThatIsReadOnIsPausedByBytesToo() {
        Marks marks = Marks.readingOn(1_000, 4, 2);
        InFlight inFlight = new InFlight();
        InFlight.Count small = inFlight.open(partition(0));
        InFlight.Count large = inFlight.open(partition(1));
        InFlight.Count few = inFlight.open(partition(2));
        for (int i = 0; i < 500; i++) small.add(entry(0, i, 1 << 10));
        for (int i = 0; i < 6; i++) large.add(entry(1, i, 400_000));
        for (int i = 0; i < 3; i++) few.add(entry(2, i, 900_000));
        try (var consumer = consumer(marks, inFlight)) {
            consumer.assign(List.of(partition(0), partition(1), partition(2)));
            consumer.poll(Duration.ZERO);
            assertThat(consumer.paused()).containsExactly(partition(1));
            large.remove(entry(1, 0, 1)); // by what it was when it came
            consumer.poll(Duration.ZERO);
            assertThat(consumer.paused()).as("2 MB of 2 MiB still").containsExactly(partition(1));
            large.remove(entry(1, 1, 400_000));
            consumer.poll(Duration.ZERO);
            assertThat(consumer.paused()).isEmpty();
            for (int i = 500; i < 1_000; i++) small.add(entry(0, i, 1 << 10));
            consumer.poll(Duration.ZERO);
            assertThat(consumer.paused()).containsExactly(partition(0));
        }
    }

    private static LedgerEntry entry(int partition, long offset, int bytes) {
        return LedgerEntry.accept(new Position("requests", partition, offset), new Record<>(null, new byte[bytes], 1));
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("requests", number);
    }

    private static PausingConsumer consumer(Marks marks) {
        return consumer(marks, new InFlight());
    }

    private static PausingConsumer consumer(Marks marks, InFlight inFlight) {
        return new PausingConsumer(
                Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "test"), inFlight, marks, new Fence());
    }
}
