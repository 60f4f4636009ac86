package io.kirinuki.worker.event;

import io.kirinuki.outcome.Failure;
import io.kirinuki.pipeline.Product;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import io.kirinuki.worker.ledger.Answers;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes answers as the contracts in {@code schemas} say, under the request's own key.
 *
 * @param reviewAbove results whose uncertainty is above it go to the sink {@code review} as well
 * @param suffix of the names of sinks
 */
record AnswerEvents(RequestReader reader, OptionalDouble reviewAbove, String suffix) implements Answers<Made> {
    @Override
    public List<String> sinks(Made made) {
        double uncertainty = made.product().measures().uncertainty().orElse(0.0);
        return reviewAbove.isPresent() && uncertainty > reviewAbove.getAsDouble()
                ? List.of("results" + suffix, "review" + suffix)
                : List.of("results" + suffix);
    }

    @Override
    public Record<byte[], byte[]> result(LedgerEntry entry, Made made, Instant now) {
        ImageRequest request = made.request();
        Product product = made.product();
        return event(
                entry,
                Json.write(new ImageResult(
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
                        product.reused() ? Optional.of(true) : Optional.empty())),
                now);
    }

    @Override
    public Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now) {
        Asked asked = asked(entry);
        var reason = new ImageFailure.Reason(
                failure.name(), failure.fate().name().toLowerCase(Locale.ROOT), failure.message());
        return event(
                entry,
                Json.write(new ImageFailure(
                        requestId(entry, asked.id()),
                        asked.source(),
                        asked.pipeline(),
                        reason,
                        entry.position(),
                        entry.attempt(),
                        entry.firstFailedAt().orElse(now),
                        now)),
                now);
    }

    @Override
    public Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now) {
        return new Record<>(
                entry.key().orElse(null),
                entry.value().orElse(null),
                entry.timestamp(),
                FailureHeaders.of(entry, failure, now));
    }

    private static Record<byte[], byte[]> event(LedgerEntry entry, byte[] json, Instant now) {
        return new Record<>(entry.key().orElse(null), json, now.toEpochMilli(), new RecordHeaders());
    }

    private static String requestId(LedgerEntry entry, Optional<String> own) {
        return own.orElse(entry.position().toString());
    }

    /** As much of a request as its record gives. */
    private record Asked(Optional<String> id, Optional<ObjectRef> source, Optional<String> pipeline) {}

    private Asked asked(LedgerEntry entry) {
        return switch (reader.read(entry.value().orElse(null))) {
            case Reading.Read(ImageRequest request) ->
                new Asked(request.id(), Optional.of(request.source()), Optional.of(request.title()));
            case Reading.Unreadable(var problem, var source, var pipeline, var id) -> new Asked(id, source, pipeline);
        };
    }
}
