package io.kirinuki.worker.ledger;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.Position;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge between the stream thread and what is called on it for one record. A bug there costs that record: thrown on,
 * it would end the thread, whose successor would find the same record.
 *
 * <p>What Kafka Streams throws to its own ends passes, and so does what no answer can be written after, as an {@code
 * OutOfMemoryError}: that is to end the process, and the ledger keeps all.
 */
final class Firewall {
    private static final Logger LOG = LoggerFactory.getLogger(Firewall.class);

    private Firewall() {}

    /** {@code what} is named in the log and in the failure. A null counts as thrown. */
    static <R> Outcome<R> call(String what, Position position, Supplier<R> call) {
        try {
            return Outcome.done(Objects.requireNonNull(call.get(), "null"));
        } catch (TaskCorruptedException | TaskMigratedException kafkas) {
            throw kafkas;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError bug) {
            LOG.error("Bug in {} of {}", what, position, bug);
            return Outcome.failed(new Failure.Internal(what + ": " + bug));
        }
    }
}
