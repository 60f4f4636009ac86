package io.kirinuki.worker.trace;

import io.kirinuki.worker.event.PositionIds;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.Optional;

/** Random ids, but for spans whose id must be known where they are not: before they begin, and in other processes. */
final class PresetIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<Optional<PositionIds>> preset = ThreadLocal.withInitial(Optional::empty);

    /** Starts a span of these ids; that of the trace goes unused where the span has a parent. */
    Span start(PositionIds ids, SpanBuilder span) {
        preset.set(Optional.of(ids));
        try {
            return span.startSpan();
        } finally {
            preset.remove();
        }
    }

    @Override
    public String generateSpanId() {
        return preset.get().map(PositionIds::span).orElseGet(random::generateSpanId);
    }

    @Override
    public String generateTraceId() {
        return preset.get().map(PositionIds::trace).orElseGet(random::generateTraceId);
    }
}
