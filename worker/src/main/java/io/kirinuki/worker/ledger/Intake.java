package io.kirinuki.worker.ledger;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/** What a record asks for, found out before it enters the ledger. */
@FunctionalInterface
public interface Intake {
    /** Every record is one request. */
    Intake WHOLE = record -> List.of(new Share(Optional.empty(), record.value()));

    /**
     * What of a record is worked on, retried and answered apart; none: the record asks for nothing. Called on the
     * stream thread. The same record gives the same indices at any time.
     */
    List<Share> shares(Record<byte[], byte[]> record);

    /**
     * One request of a record.
     *
     * @param index which it is, from 0; absent where the record is one request
     * @param value what a record would hold that were this request alone; it becomes its dead letter
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Share(Optional<Integer> index, byte[] value) {}
}
