package io.kirinuki.worker.event;

import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Traffic;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.worker.event.door.Asked;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.Sequencers;
import io.kirinuki.worker.event.door.TraceContext;
import io.kirinuki.worker.ledger.Attempt;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads a record as a request and hands it to the engine. */
record RequestAttempt(
        Doors doors,
        Sequencers sequencers,
        ImageEngine engine,
        Traffic traffic,
        RequestTraces traces,
        Optional<Tenants> tenants)
        implements Attempt<Made> {
    @Override
    public CompletableFuture<Outcome<Made>> begin(LedgerEntry entry) {
        if (entry.wasGarbled()) return refused(new Failure.Garbled());
        if (entry.omittedBytes().isPresent()) {
            return invalid("the event: it holds %d bytes, %s; it stays at %s"
                    .formatted(
                            entry.omittedBytes().get(),
                            limit(entry.omittedBytes().get()),
                            entry.position()));
        }
        Asked asked = doors.read(entry);
        return switch (asked.reading()) {
            case Reading.Read(ImageRequest request) ->
                isLate(asked, request)
                        ? refused(new Failure.Superseded(request.source()))
                        : asked.isRemoval() ? remove(request, asked) : begin(entry, request, asked.trace());
            case Reading.Unreadable unreadable -> invalid(unreadable.problem());
        };
    }

    @Override
    public Tenant tenant(LedgerEntry entry) {
        return tenants.map(each -> each.of(entry)).orElse(Tenant.NONE);
    }

    @Override
    public Optional<Instant> deadline(LedgerEntry entry) {
        return tenants.flatMap(each -> each.deadline(entry));
    }

    private Asker asker(LedgerEntry entry) {
        return tenants.isPresent() ? new Asker.Of(traffic, tenants.get().of(entry)) : traffic;
    }

    private static String limit(long bytes) {
        return bytes > LedgerEntry.MOST_BYTES
                ? "at most %d are read".formatted(LedgerEntry.MOST_BYTES)
                : "more than the ledger's topic takes: raise max.message.bytes of APPLICATION-ID-ledger-changelog";
    }

    private boolean isLate(Asked asked, ImageRequest request) {
        return asked.sequencer()
                .filter(sequencer ->
                        request.source() instanceof ObjectRef object && !sequencers.inOrder(object, sequencer))
                .isPresent();
    }

    private static CompletableFuture<Outcome<Made>> invalid(String problem) {
        return refused(new Failure.InvalidRequest(problem));
    }

    private static CompletableFuture<Outcome<Made>> refused(Failure failure) {
        return CompletableFuture.completedFuture(Outcome.failed(failure));
    }

    /** Once begun it goes on: what is deleted is not found again, and an attempt that comes after it finds the rest. */
    private CompletableFuture<Outcome<Made>> remove(ImageRequest request, Asked asked) {
        return engine.remove((ObjectRef) request.source(), asked.cleared())
                .thenApply(outcome -> outcome.map(removed -> new Made.Removal(request, asked.trace(), removed)));
    }

    private CompletableFuture<Outcome<Made>> begin(
            LedgerEntry entry, ImageRequest request, Optional<TraceContext> trace) {
        var working = engine.submit(request, asker(entry), traces.attempt(entry, trace));
        CompletableFuture<Outcome<Made>> made =
                working.thenApply(outcome -> outcome.map(product -> new Made.Pictures(request, trace, product)));
        // Cancelling what depends on a future leaves the future itself running.
        var unused = made.whenComplete((outcome, thrown) -> {
            if (made.isCancelled()) working.cancel(false);
        });
        return made;
    }
}
