package io.kirinuki.worker.event;

import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.Product;
import io.kirinuki.pipeline.Removals.Removed;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.Reading;
import io.kirinuki.worker.event.door.Asked;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.TraceContext;
import io.kirinuki.worker.ledger.Answers;
import io.kirinuki.worker.ledger.Lane;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes answers as the contracts in {@code schemas} say, under the request's own key.
 *
 * @param source of the events, as CloudEvents know it
 * @param reviewAbove results whose uncertainty is above it go to the sink {@code review} as well
 * @param lane whose sinks they go to
 * @param observers are told of each
 */
record AnswerEvents(Doors doors, String source, OptionalDouble reviewAbove, Lane lane, Observers observers)
        implements Answers<Made> {
    @Override
    public List<String> sinks(Made made) {
        return doubtful(made) ? List.of(lane.results(), ImageTopology.review(lane)) : List.of(lane.results());
    }

    private boolean doubtful(Made made) {
        double uncertainty = made instanceof Made.Pictures pictures
                ? pictures.product().measures().uncertainty().orElse(0.0)
                : 0;
        return reviewAbove.isPresent() && uncertainty > reviewAbove.getAsDouble();
    }

    @Override
    public Record<byte[], byte[]> result(LedgerEntry entry, Made made, Instant now) {
        ImageRequest request = made.request();
        ImageAnswer answer = switch (made) {
            case Made.Pictures pictures -> result(entry, request, pictures.product(), now);
            case Made.Removal removal -> removal(entry, request, removal.removed(), now);
        };
        return event(entry, answer, doubtful(made), Optional.of(request.source()), made.trace(), now);
    }

    private static ImageRemoval removal(LedgerEntry entry, ImageRequest request, Removed removed, Instant now) {
        return new ImageRemoval(
                requestId(entry, request.id()),
                ImageFailure.Source.of(request.source()),
                removed.kept(),
                removed.runs(),
                removed.objects(),
                removed.folders(),
                entry.position(),
                entry.attempt(),
                now);
    }

    private static ImageResult result(LedgerEntry entry, ImageRequest request, Product product, Instant now) {
        return new ImageResult(
                requestId(entry, request.id()),
                product.source(),
                request.title(),
                product.fingerprint(),
                product.artifacts(),
                product.sidecar(),
                product.measures(),
                product.models(),
                product.timings(),
                entry.position(),
                entry.attempt(),
                now,
                product.reused() ? Optional.of(true) : Optional.empty(),
                Optional.of(product.cost()),
                product.alpha());
    }

    @Override
    public Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now) {
        Asked asked = doors.read(entry);
        Named named = named(asked.reading());
        var reason = new ImageFailure.Reason(
                failure.name(), failure.fate().name().toLowerCase(Locale.ROOT), failure.message());
        var answer = new ImageFailure(
                requestId(entry, named.id()),
                named.source().map(ImageFailure.Source::of),
                named.pipeline(),
                reason,
                entry.position(),
                entry.attempt(),
                entry.firstFailedAt().orElse(now),
                now);
        return event(entry, answer, false, named.source(), asked.trace(), now);
    }

    @Override
    public Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now) {
        return new Record<>(
                entry.key().orElse(null),
                entry.value().orElse(null),
                now.toEpochMilli(),
                FailureHeaders.of(entry, failure, now));
    }

    private Record<byte[], byte[]> event(
            LedgerEntry entry,
            ImageAnswer answer,
            boolean doubtful,
            Optional<ImageSource> subject,
            Optional<TraceContext> trace,
            Instant now) {
        Headers headers =
                CloudEventHeaders.of(answer, source, subject, observers.traces().trace(entry.position(), trace), now);
        JobHeaders.carryOn(entry.originalHeaders(), headers);
        observers.answers().answered(answer, doubtful);
        observers.traces().answered(entry, answer, trace, now);
        return new Record<>(entry.key().orElse(null), Json.write(answer), now.toEpochMilli(), headers);
    }

    private static String requestId(LedgerEntry entry, Optional<String> own) {
        return own.orElse(entry.position().toString());
    }

    /** As much of a request as its record gives. */
    private record Named(Optional<String> id, Optional<ImageSource> source, Optional<String> pipeline) {}

    private static Named named(Reading reading) {
        return switch (reading) {
            case Reading.Read(ImageRequest request) ->
                new Named(request.id(), Optional.of(request.source()), Optional.of(request.title()));
            case Reading.Unreadable(var problem, var source, var pipeline, var id) -> new Named(id, source, pipeline);
        };
    }
}
