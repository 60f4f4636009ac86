package io.kirinuki.worker.ledger;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes the processor of each task of a lane, with its stores. */
public record LedgerSupplier<T>(Ledgers ledgers, Lane lane, Intake intake, Attempt<T> attempt, Answers<T> answers)
        implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new LedgerProcessor<>(this);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(Ledger.store(lane.suffix()), ProcessIdentity.store(lane.suffix()));
    }
}
