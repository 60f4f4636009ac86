package io.kirinuki.worker.event;

import io.kirinuki.batch.Traffic;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import io.kirinuki.worker.ledger.Attempt;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.util.concurrent.CompletableFuture;

/** Reads a record as a request and hands it to the engine. */
record RequestAttempt(RequestReader reader, ImageEngine engine, Traffic traffic) implements Attempt<Made> {
    @Override
    public CompletableFuture<Outcome<Made>> begin(LedgerEntry entry) {
        if (entry.omittedBytes().isPresent()) {
            return refused("the event: it holds %d bytes, at most %d are read; it stays at %s"
                    .formatted(entry.omittedBytes().get(), LedgerEntry.MOST_BYTES, entry.position()));
        }
        return switch (reader.read(entry.value().orElse(null))) {
            case Reading.Read(ImageRequest request) -> begin(request);
            case Reading.Unreadable unreadable -> refused(unreadable.problem());
        };
    }

    private static CompletableFuture<Outcome<Made>> refused(String problem) {
        return CompletableFuture.completedFuture(Outcome.failed(new Failure.InvalidRequest(problem)));
    }

    private CompletableFuture<Outcome<Made>> begin(ImageRequest request) {
        var working = engine.submit(request, traffic);
        var made = working.thenApply(outcome -> outcome.map(product -> new Made(request, product)));
        // Cancelling what depends on a future leaves the future itself running.
        var unused = made.whenComplete((outcome, thrown) -> {
            if (made.isCancelled()) working.cancel(false);
        });
        return made;
    }
}
