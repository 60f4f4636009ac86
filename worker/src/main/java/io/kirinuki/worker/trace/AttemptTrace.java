package io.kirinuki.worker.trace;

import io.kirinuki.batch.Batched;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.JourneyTrace;
import io.kirinuki.pipeline.Product;
import io.kirinuki.pipeline.Stage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One attempt as a span, and each stage of it as a child. */
final class AttemptTrace implements JourneyTrace {
    private final Tracer tracer;
    private final BatchSpans batches;
    private final Span attempt;

    /** @param attempt has begun, and is ended here */
    AttemptTrace(Tracer tracer, BatchSpans batches, Span attempt) {
        this.tracer = tracer;
        this.batches = batches;
        this.attempt = attempt;
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // by the section
    public Section begins() {
        attempt.addEvent("begun"); // until then it waited for a place
        Scope scope = attempt.makeCurrent();
        return new Section() {
            @Override
            public void close() {
                scope.close();
            }
        };
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // by the section
    public Section stage(Stage stage) {
        Span span = tracer.spanBuilder(stage.name().toLowerCase(Locale.ROOT)).startSpan();
        Scope scope = span.makeCurrent();
        return new Section() {
            @Override
            public void fails(Throwable why) {
                if (why instanceof FailedException failed) fail(span, failed.failure());
                else span.setStatus(StatusCode.ERROR, why.toString());
            }

            @Override
            public void close() {
                scope.close();
                span.end();
            }
        };
    }

    @Override
    public void ran(Batched<?> batched) {
        long now = System.nanoTime();
        long begun = epochNanos(Instant.now()) - (now - batched.run().begun());
        part("queue", begun - batched.queued().toNanos()).startSpan().end(begun, TimeUnit.NANOSECONDS);
        batches.ran(batched.run(), begun, batch -> {
            Span span = part("infer", begun)
                    .setAttribute(Names.MODEL, batched.run().accelerator())
                    .addLink(batch)
                    .startSpan();
            span.end(begun + batched.run().took().toNanos(), TimeUnit.NANOSECONDS);
            return span.getSpanContext();
        });
    }

    private SpanBuilder part(String name, long begun) {
        return tracer.spanBuilder(name)
                .setParent(Context.root().with(attempt))
                .setStartTimestamp(begun, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ended(Outcome<Product> outcome) {
        if (outcome instanceof Outcome.Failed<Product>(Failure failure)) fail(attempt, failure);
        attempt.end();
    }

    private static void fail(Span span, Failure failure) {
        span.setAttribute(Names.ERROR, failure.name()).setStatus(StatusCode.ERROR, failure.message());
    }

    private static long epochNanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}
