package io.kirinuki.worker.event.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a ledger's entry asks for, through whichever door it came.
 *
 * @param sequencer of a store's event: its place among those of the same object
 * @param trace that it is part of
 * @param cleared places from which artifacts of the source are to go; empty: a picture is asked for
 */
public record Asked(
        Reading reading, Optional<String> sequencer, Optional<TraceContext> trace, List<ImageRequest.Output> cleared) {
    /** The pipeline that the answer of a removal tells where it fails: no pipeline is called so. */
    static final String REMOVAL = Pipelines.RESERVED;

    public Asked {
        cleared = List.copyOf(cleared);
    }

    /** Whether no picture is asked for, but that artifacts go. */
    public boolean isRemoval() {
        return !cleared.isEmpty();
    }

    static Asked plain(Reading reading, Optional<TraceContext> trace) {
        return new Asked(reading, Optional.empty(), trace, List.of());
    }

    /** Half a surrogate pair, which JSON can bring in and no answer can repeat, becomes a question mark. */
    static Reading.Unreadable unreadable(String problem) {
        String writable = new String(problem.getBytes(UTF_8), UTF_8);
        return new Reading.Unreadable(writable, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A CloudEvent's id names the request that names itself not, and its expiry is the deadline of one that has none. */
    static Reading named(Reading reading, Optional<String> id, Optional<Instant> expiry) {
        return switch (reading) {
            case Reading.Read(ImageRequest request) ->
                new Reading.Read(request.with(
                        request.id().or(() -> id), request.deadline().or(() -> expiry)));
            case Reading.Unreadable(var problem, var source, var pipeline, var own) ->
                new Reading.Unreadable(problem, source, pipeline, own.or(() -> id));
        };
    }
}
