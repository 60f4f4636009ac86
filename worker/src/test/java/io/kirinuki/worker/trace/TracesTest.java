package io.kirinuki.worker.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kirinuki.batch.Batched;
import io.kirinuki.batch.Run;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.JourneyTrace;
import io.kirinuki.pipeline.Stage;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.PositionIds;
import io.kirinuki.worker.event.door.TraceContext;
import io.kirinuki.worker.ledger.LedgerEntry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class TracesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Position POSITION = new Position("requests", 3, 90210);
    private static final Optional<TraceContext> BROUGHT = Optional.of(
            new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true, Optional.of("shop=1")));

    private final List<SpanData> sent = new CopyOnWriteArrayList<>();
    private final Traces traces = traces(1);

    private Traces traces(double share) {
        return new Traces(
                new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> spans) {
                        sent.addAll(spans);
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode flush() {
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode shutdown() {
                        return CompletableResultCode.ofSuccess();
                    }
                },
                "kirinuki",
                share);
    }

    @Test
    void aRequestIsASpanWithItsAttemptsAndTheirStagesBelow() {
        LedgerEntry entry = entry(POSITION, Optional.empty());
        JourneyTrace attempt = traces.attempt(entry, BROUGHT);
        String carried;
        try (var begun = attempt.begins();
                var stage = attempt.stage(Stage.FETCH)) {
            carried = traces.now().get("traceparent");
            stage.fails(new Outcome.FailedException(new Failure.Stopping()));
        }
        attempt.ended(Outcome.failed(new Failure.Stopping()));
        traces.answered(entry, failure(POSITION), BROUGHT, NOW);
        traces.close();

        SpanData request = span("process requests");
        assertThat(request.getTraceId()).isEqualTo(BROUGHT.get().traceId());
        assertThat(request.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(request.getSpanId()).isEqualTo(PositionIds.of(POSITION).span());
        assertThat(request.getSpanContext().getTraceState().get("shop")).isEqualTo("1");
        assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(request.getAttributes().get(Names.ERROR)).isEqualTo("NotFound");
        assertThat(Duration.ofNanos(request.getEndEpochNanos() - request.getStartEpochNanos()))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(span("attempt").getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(span("fetch").getParentSpanId()).isEqualTo(span("attempt").getSpanId());
        assertThat(span("fetch").getAttributes().get(Names.ERROR)).isEqualTo("Stopping");
        assertThat(carried)
                .isEqualTo("00-%s-%s-01"
                        .formatted(request.getTraceId(), span("fetch").getSpanId()));
        assertThat(traces.now()).isEmpty();
    }

    @Test
    void aRequestInNoTraceBeginsOneThatItsAnswerNames() {
        traces.attempt(entry(POSITION, Optional.empty()), Optional.empty())
                .ended(Outcome.failed(new Failure.Stopping()));
        traces.answered(entry(POSITION, Optional.empty()), failure(POSITION), Optional.empty(), NOW);
        traces.close();
        PositionIds ids = PositionIds.of(POSITION);
        assertThat(traces.trace(POSITION, Optional.empty()).orElseThrow().traceId())
                .isEqualTo(ids.event());
        assertThat(sent).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(ids.event()));
        assertThat(span("process requests").getParentSpanContext().isValid()).isFalse();
        assertThat(span("attempt").getParentSpanId()).isEqualTo(ids.span());
    }

    @Test
    void aReplayIsLinkedToWhatItReplays() {
        Position original = new Position("requests", 0, 7);
        traces.answered(entry(POSITION, Optional.of(original)), failure(POSITION), Optional.empty(), NOW);
        traces.close();
        assertThat(span("process requests").getLinks())
                .extracting(LinkData::getSpanContext)
                .extracting(SpanContext::getTraceId, SpanContext::getSpanId)
                .containsExactly(tuple(
                        PositionIds.of(original).trace(),
                        PositionIds.of(original).span()));
    }

    @Test
    void aBatchIsLinkedToAllThatItWasForAndTheyToIt() {
        Run run = new Run(1, "subject", 2, System.nanoTime() - 5_000_000, Duration.ofMillis(4));
        Run partly = new Run(2, "subject", 3, System.nanoTime(), Duration.ofMillis(4));
        for (int i = 0; i < 2; i++) {
            JourneyTrace attempt = traces.attempt(entry(new Position("requests", i, 1), Optional.empty()), BROUGHT);
            attempt.ran(new Batched<>(i, run, Duration.ofMillis(3)));
            if (i == 0) attempt.ran(new Batched<>(i, partly, Duration.ZERO));
        }
        traces.close();
        List<SpanData> batches = all("batch subject");
        assertThat(batches).hasSize(2);
        List<SpanData> inputs = all("infer");
        assertThat(batches.getFirst().getLinks())
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactly(inputs.get(0).getSpanId(), inputs.get(2).getSpanId());
        assertThat(inputs)
                .extracting(span -> span.getLinks().getFirst().getSpanContext().getSpanId())
                .containsExactly(
                        batches.get(0).getSpanId(),
                        batches.get(1).getSpanId(),
                        batches.get(0).getSpanId());
        assertThat(all("queue").getFirst().getEndEpochNanos())
                .isEqualTo(inputs.getFirst().getStartEpochNanos())
                .isEqualTo(batches.getFirst().getStartEpochNanos());
        assertThat(batches.getFirst().getTraceId())
                .isNotEqualTo(inputs.getFirst().getTraceId());
    }

    @Test
    void whatIsNotSampledIsNotFollowedAndSaysSo() {
        Optional<TraceContext> unsampled =
                BROUGHT.map(trace -> new TraceContext(trace.traceId(), trace.parentId(), false, trace.state()));
        assertThat(traces.attempt(entry(POSITION, Optional.empty()), unsampled)).isSameAs(JourneyTrace.NONE);
        traces.answered(entry(POSITION, Optional.empty()), failure(POSITION), unsampled, NOW);
        traces.close();
        assertThat(sent).isEmpty();

        int sampled = 0;
        try (Traces some = traces(0.25)) {
            for (int i = 0; i < 4000; i++) {
                if (some.trace(new Position("requests", 0, i), Optional.empty())
                        .orElseThrow()
                        .sampled()) sampled++;
            }
        }
        assertThat(sampled).isBetween(850, 1150);
    }

    private SpanData span(String name) {
        List<SpanData> all = all(name);
        assertThat(all).as(name).hasSize(1);
        return all.getFirst();
    }

    private List<SpanData> all(String name) {
        return sent.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static LedgerEntry entry(Position position, Optional<Position> replayOf) {
        RecordHeaders headers = new RecordHeaders();
        replayOf.ifPresent(original ->
                headers.add(JobHeaders.REPLAY_OF, original.toString().getBytes(UTF_8)));
        return LedgerEntry.accept(
                position,
                new Record<>(new byte[0], new byte[0], NOW.minusSeconds(2).toEpochMilli(), headers));
    }

    private static ImageFailure failure(Position position) {
        return new ImageFailure(
                "a",
                Optional.empty(),
                Optional.empty(),
                new ImageFailure.Reason("NotFound", "permanent", "gone"),
                position,
                1,
                NOW,
                NOW);
    }
}
