package io.kirinuki.worker.ledger;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes the processor of each task, with its stores. Each source topic has its own.
 *
 * @param topic the source topic, for counting what is in flight
 * @param suffix of the names of its stores, which no other processor may have
 * @param results name of the sink that answers with a failure go to
 * @param failures name of the sink that dead letters go to
 */
public record LedgerSupplier<T>(
        LedgerConfig config,
        Intake intake,
        Attempt<T> attempt,
        Answers<T> answers,
        InFlight inFlight,
        LedgerListener listener,
        String topic,
        String suffix,
        String results,
        String failures)
        implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new LedgerProcessor<>(this);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(Ledger.store(suffix), ProcessIdentity.store(suffix));
    }
}
