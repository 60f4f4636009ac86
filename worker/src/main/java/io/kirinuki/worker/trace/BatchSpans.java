package io.kirinuki.worker.trace;

import io.kirinuki.batch.Run;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs of models, each a trace of its own that is linked to what it was for. A span is sent once all inputs of its run have
 * been told, or many later runs have begun: inputs in no trace are not told. Threads: any.
 */
final class BatchSpans implements AutoCloseable {
    private static final int MOST_OPEN = 64;

    private final Tracer tracer;
    private final Map<Long, Open> open = new LinkedHashMap<>();

    /** A run of which not all inputs have been told. */
    private static final class Open {
        private final Span span;
        private final long end;
        private int untold;

        Open(Span span, long end, int untold) {
            this.span = span;
            this.end = end;
            this.untold = untold;
        }

        void send() {
            span.end(end, TimeUnit.NANOSECONDS);
        }
    }

    BatchSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * Tells of one input.
     *
     * @param begun nanoseconds since the epoch
     * @param input makes the input's span, linked to that of the run which it is given
     */
    synchronized void ran(Run run, long begun, Function<SpanContext, SpanContext> input) {
        Open batch = open.computeIfAbsent(run.number(), number -> begun(run, begun));
        batch.span.addLink(input.apply(batch.span.getSpanContext()));
        batch.untold--;
        if (batch.untold == 0) {
            open.remove(run.number());
            batch.send();
        }
        if (open.size() > MOST_OPEN) {
            open.remove(open.keySet().iterator().next()).send();
        }
    }

    private Open begun(Run run, long begun) {
        Span span = tracer.spanBuilder("batch " + run.accelerator())
                .setNoParent()
                .setStartTimestamp(begun, TimeUnit.NANOSECONDS)
                .setAttribute(Names.MODEL, run.accelerator())
                .setAttribute(Names.BATCH_SIZE, (long) run.size())
                .startSpan();
        return new Open(span, begun + run.took().toNanos(), run.size());
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Open::send);
        open.clear();
    }
}
