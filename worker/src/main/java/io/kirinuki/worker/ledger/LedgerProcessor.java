package io.kirinuki.worker.ledger;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit promise of one task. What a record asks for is put in the ledger before {@code process} returns, so its offset may be
 * committed at any time. When its outcome is there, the answer is forwarded and the entry deleted in one transaction.
 * Whatever a restored ledger holds was accepted and not answered: it is begun again.
 *
 * <p>Threads: all methods run on the task's stream thread, which never waits for an outcome. Attempts end on threads of
 * the engine and only add to {@link #ended}.
 *
 * <p>Transient failures wait in the ledger for their next attempt while other keys go on. A store outage costs no
 * attempt.
 */
final class LedgerProcessor<T> implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerProcessor.class);

    private record Ended<T>(Position position, Outcome<T> outcome) {}

    private record Due(Instant when, Position position) {}

    private final LedgerSupplier<T> parts;

    private ProcessorContext<byte[], byte[]> context;
    private Ledger ledger;
    private Chains chains;
    private Queue<Ended<T>> ended;
    private PriorityQueue<Due> due;
    private Map<Position, CompletableFuture<Outcome<T>>> running;
    private Optional<Cancellable> ticking;
    private InFlight.Count count;

    LedgerProcessor(LedgerSupplier<T> parts) {
        this.parts = parts;
    }

    /** Streams may reuse a processor after closing it: nothing of an earlier life is kept. */
    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        ledger = new Ledger(context.getStateStore(Ledger.STORE + parts.suffix()));
        chains = new Chains(parts.config().order());
        ended = new ConcurrentLinkedQueue<>();
        due = new PriorityQueue<>(Comparator.comparing(Due::when));
        running = new HashMap<>();
        ticking = Optional.empty();
        count = parts.inFlight()
                .open(new TopicPartition(parts.topic(), context.taskId().partition()));
        int restored = 0;
        for (LedgerEntry entry : ledger.all()) {
            accept(entry);
            restored++;
        }
        if (restored > 0) {
            LOG.info(
                    "Task {}: {} records were in flight when their last owner stopped; begun again",
                    context.taskId(),
                    restored);
            parts.listener().restored(restored);
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var metadata = context.recordMetadata().orElseThrow();
        for (Intake.Share share : parts.intake().shares(record)) {
            Position position = new Position(metadata.topic(), metadata.partition(), metadata.offset(), share.index());
            // Under at-least-once a record may come again that is in the ledger already.
            if (ledger.holds(position)) continue;
            LedgerEntry entry = LedgerEntry.accept(position, record.withValue(share.value()));
            ledger.put(entry);
            accept(entry);
        }
        settle();
    }

    private void accept(LedgerEntry entry) {
        count.add(1);
        if (chains.join(entry)) schedule(entry);
        // A punctuator that always runs would make an idle task commit: it lives only while records are in flight.
        if (ticking.isEmpty()) {
            ticking = Optional.of(
                    context.schedule(parts.config().tick(), PunctuationType.WALL_CLOCK_TIME, timestamp -> tick()));
        }
    }

    private void tick() {
        Instant now = now();
        while (!due.isEmpty() && !due.peek().when().isAfter(now)) {
            begin(ledger.entry(due.poll().position()));
        }
        settle();
        if (count.value() == 0) {
            ticking.ifPresent(Cancellable::cancel);
            ticking = Optional.empty();
        }
    }

    private void schedule(LedgerEntry entry) {
        if (entry.notBefore().isPresent() && entry.notBefore().get().isAfter(now())) {
            due.add(new Due(entry.notBefore().get(), entry.position()));
        } else {
            begin(entry);
        }
    }

    private void begin(LedgerEntry entry) {
        Queue<Ended<T>> mine = ended; // an outcome that comes after close must not reach the next life's queue
        CompletableFuture<Outcome<T>> future = parts.attempt().begin(entry);
        running.put(entry.position(), future);
        var unused = future.whenComplete((outcome, thrown) -> mine.add(new Ended<>(
                entry.position(), thrown == null ? outcome : Outcome.failed(new Failure.Internal(thrown.toString())))));
    }

    private void settle() {
        Ended<T> next;
        while ((next = ended.poll()) != null) {
            running.remove(next.position());
            LedgerEntry entry = ledger.entry(next.position());
            switch (next.outcome()) {
                case Outcome.Done<T>(T success) -> {
                    var result = parts.answers().result(entry, success, now());
                    parts.answers().sinks(success).forEach(sink -> context.forward(result, sink));
                    parts.listener().succeeded(entry);
                    finish(entry);
                }
                case Outcome.Failed<T>(Failure failure) -> fail(entry, failure);
            }
        }
    }

    private void fail(LedgerEntry entry, Failure failure) {
        Instant now = now();
        switch (failure.fate()) {
            case PERMANENT, POISON -> giveUp(entry, failure, now);
            case TRANSIENT -> {
                if (failure instanceof Failure.StoreOutage) {
                    due.add(new Due(now.plus(parts.config().outageWait()), entry.position()));
                } else if (parts.config().retry().exhausted(entry.attempt())) {
                    giveUp(entry, failure, now);
                } else {
                    Duration wait = parts.config().retry().wait(entry.attempt());
                    LedgerEntry waiting = entry.failed(now, now.plus(wait));
                    ledger.put(waiting);
                    schedule(waiting);
                    parts.listener().retried(entry, failure);
                }
            }
            case UNFINISHED -> LOG.debug("{} stays in the ledger for its next owner", entry.position());
        }
    }

    private void giveUp(LedgerEntry entry, Failure failure, Instant now) {
        context.forward(parts.answers().failure(entry, failure, now), parts.results());
        context.forward(parts.answers().deadLetter(entry, failure, now), parts.failures());
        parts.listener().deadLettered(entry, failure);
        finish(entry);
    }

    private void finish(LedgerEntry entry) {
        ledger.remove(entry.position());
        count.add(-1);
        chains.leave(entry).ifPresent(next -> schedule(ledger.entry(next)));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    /** What is in flight stays in the ledger for the next owner; what has not begun here need not. */
    @Override
    public void close() {
        running.values().forEach(future -> future.cancel(false));
        count.close();
    }
}
