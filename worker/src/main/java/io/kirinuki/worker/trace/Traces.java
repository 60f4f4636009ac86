package io.kirinuki.worker.trace;

import io.kirinuki.pipeline.JourneyTrace;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Position;
import io.kirinuki.store.CallHeaders;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.PositionIds;
import io.kirinuki.worker.event.RequestTraces;
import io.kirinuki.worker.event.door.TraceContext;
import io.kirinuki.worker.ledger.LedgerEntry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Requests as traces of OpenTelemetry: a span for each, from the record to its answer; below it one for each attempt, and
 * below that its stages. The span's id comes of the request's position, so that attempts of several workers lie below one,
 * its answer names it, and a replay is linked to what it replays, though nobody keeps anything for it. A request that came
 * in no trace has one of its own, whose id is that of its answer as a CloudEvent.
 *
 * <p>An answer whose transaction is aborted is written again, and its span sent again. Threads: any.
 */
public final class Traces implements RequestTraces, CallHeaders, AutoCloseable {
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(5);
    /** As long as Kafka keeps records by default: what is stamped earlier hardly tells when it came in. */
    private static final Duration OLDEST = Duration.ofDays(7);

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Map<String, String>> GETTER = Map::get;

    private final PresetIds ids = new PresetIds();
    private final Sampler sampler;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final BatchSpans batches;

    /**
     * @param exporter takes the spans
     * @param application as Kafka knows it
     * @param share of the requests in no trace that begin one
     */
    public Traces(SpanExporter exporter, String application, double share) {
        this.sampler = Sampler.traceIdRatioBased(share);
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", application)
                                .put(
                                        "service.instance.id",
                                        ProcessHandle.current().pid() + "@" + host())
                                .build())))
                .setIdGenerator(ids)
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        this.tracer = provider.get("io.kirinuki");
        this.batches = new BatchSpans(tracer);
    }

    private static String host() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }

    @Override
    public Optional<TraceContext> trace(Position position, Optional<TraceContext> brought) {
        return brought.or(() -> Optional.of(own(position)));
    }

    /** Its parent is its own span: there is none above it. */
    private TraceContext own(Position position) {
        PositionIds own = PositionIds.of(position);
        var decision =
                sampler.shouldSample(Context.root(), own.trace(), "", SpanKind.CONSUMER, Attributes.empty(), List.of());
        boolean sampled = decision.getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
        return new TraceContext(own.trace(), own.span(), sampled, Optional.empty());
    }

    private Optional<TraceContext> followed(LedgerEntry entry, Optional<TraceContext> brought) {
        return trace(entry.position(), brought).filter(TraceContext::sampled);
    }

    @Override
    public JourneyTrace attempt(LedgerEntry entry, Optional<TraceContext> brought) {
        Optional<TraceContext> trace = followed(entry, brought);
        if (trace.isEmpty()) return JourneyTrace.NONE;
        Span attempt = tracer.spanBuilder("attempt")
                .setParent(within(trace.get(), PositionIds.of(entry.position()).span()))
                .setAttribute(Names.ATTEMPT, (long) entry.attempt())
                .startSpan();
        return new AttemptTrace(tracer, batches, attempt);
    }

    @Override
    public void answered(LedgerEntry entry, ImageAnswer answer, Optional<TraceContext> brought, Instant now) {
        if (followed(entry, brought).isEmpty()) return;
        Position position = entry.position();
        SpanBuilder builder = tracer.spanBuilder("process " + position.topic())
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(arrived(entry, now))
                .setAttribute(Names.SYSTEM, "kafka")
                .setAttribute(Names.OPERATION, "process")
                .setAttribute(Names.TOPIC, position.topic())
                .setAttribute(Names.PARTITION, Integer.toString(position.partition()))
                .setAttribute(Names.OFFSET, position.offset())
                .setAttribute(Names.REQUEST, answer.requestId())
                .setAttribute(Names.ATTEMPT, (long) entry.attempt());
        if (brought.isPresent())
            builder.setParent(within(brought.get(), brought.get().parentId()));
        else builder.setNoParent();
        JobHeaders.replayOf(entry.originalHeaders()).ifPresent(original -> {
            TraceContext replayed = brought.orElseGet(() -> own(original));
            builder.addLink(
                    Span.fromContext(within(replayed, PositionIds.of(original).span()))
                            .getSpanContext());
        });
        Span span = ids.start(PositionIds.of(position), builder);
        switch (answer) {
            case ImageResult result ->
                span.setAttribute(Names.PIPELINE, result.pipeline())
                        .setAttribute(Names.REUSED, result.reused().orElse(false));
            case ImageRemoval removal -> span.setAttribute(Names.REMOVED, removal.objects());
            case ImageFailure failure -> {
                failure.pipeline().ifPresent(pipeline -> span.setAttribute(Names.PIPELINE, pipeline));
                span.setAttribute(Names.ERROR, failure.failure().name());
                span.setStatus(StatusCode.ERROR, failure.failure().message());
            }
        }
        span.end(now);
    }

    /** As the record is stamped, where that can be. */
    private static Instant arrived(LedgerEntry entry, Instant now) {
        Instant stamped = Instant.ofEpochMilli(entry.timestamp());
        boolean likely = stamped.isBefore(now) && stamped.isAfter(now.minus(OLDEST));
        return likely ? stamped : entry.firstFailedAt().filter(now::isAfter).orElse(now);
    }

    private static Context within(TraceContext trace, String span) {
        return W3C.extract(Context.root(), trace.headers(span), GETTER);
    }

    /** The span that this thread is in. */
    @Override
    public Map<String, String> now() {
        Map<String, String> headers = new HashMap<>();
        W3C.inject(Context.current(), headers, Map::put);
        return headers;
    }

    /** Sends what is left. */
    @Override
    public void close() {
        batches.close();
        var unused = provider.shutdown().join(FLUSH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
