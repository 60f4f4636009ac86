package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
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
        var consumer = new PausingConsumer(
                Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "test"), new InFlight(), marks);
        marks.pausedPartitions(consumer, 3);
        marks.pausedPartitions("its replacement", 2);
        close.accept(consumer);
        assertThat(marks.pausedPartitions()).isEqualTo(2);
    }
}
