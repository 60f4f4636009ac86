package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kirinuki.local.Upstream.Answered;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Position;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Requests as a collector of OpenTelemetry's protocol sees them. */
class TracesIT extends WorkerFixture {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private HttpServer collector;

    @Override
    protected Servers startServers() throws Exception {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", this::collect);
        collector.start();
        return EmbeddedServers.start(folder.resolve("servers"));
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "tracing.endpoint",
                "http://localhost:%d/v1/traces".formatted(collector.getAddress().getPort()),
                "tracing.authorization",
                "Bearer of-this-test");
    }

    private void collect(HttpExchange exchange) throws IOException {
        logins.add(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body = packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            ExportTraceServiceRequest.parseFrom(body)
                    .getResourceSpansList()
                    .forEach(resource ->
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @Test
    void aRequestIsFollowedFromItsRecordToItsAnswer() throws Exception {
        shelf.put("traced.jpg", Specimens.jpeg(160, 120));
        Answered good = answered("traced.jpg", "00-%s-b7ad6b7169203331-01".formatted(TRACE));
        Answered bad = answered("none.jpg", "00-%s-b7ad6b7169203331-01".formatted(TRACE));
        Answered own = answered("traced.jpg", "");
        Answered unsampled = answered("traced.jpg", "00-%s-b7ad6b7169203331-00".formatted(TRACE.replace('0', '1')));

        Span request = awaitSpan(good);
        assertThat(hex(request.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(hex(request.getParentSpanId().toByteArray())).isEqualTo("b7ad6b7169203331");
        Span attempt = only("attempt", request);
        for (String stage : List.of("fetch", "queue", "infer", "render", "store")) {
            List<Span> found = below(attempt, stage);
            assertThat(found).as(stage).isNotEmpty().allSatisfy(span -> {
                assertThat(span.getStartTimeUnixNano()).isGreaterThanOrEqualTo(attempt.getStartTimeUnixNano());
                assertThat(span.getEndTimeUnixNano()).isLessThanOrEqualTo(request.getEndTimeUnixNano());
            });
        }
        Span infer = below(attempt, "infer").getFirst();
        assertThat(spans)
                .filteredOn(span -> span.getSpanId().equals(infer.getLinks(0).getSpanId()))
                .singleElement()
                .satisfies(batch -> {
                    assertThat(batch.getName()).isEqualTo("batch subject");
                    assertThat(batch.getLinks(0).getSpanId()).isEqualTo(infer.getSpanId());
                });
        assertThat(awaitSpan(bad).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(hex(awaitSpan(own).getTraceId().toByteArray())).isEqualTo(Upstream.header(own.record(), "ce_id"));
        assertThat(((ImageResult) own.answer()).reused()).contains(true);
        assertThat(Upstream.header(unsampled.record(), "traceparent")).endsWith("-00");
        assertThat(spans)
                .noneMatch(span -> span(unsampled).equals(hex(span.getSpanId().toByteArray())));
        assertThat(logins).isNotEmpty().containsOnly("Bearer of-this-test");
        collector.stop(0);
    }

    private Answered answered(String key, String traceparent) throws Exception {
        String json =
                "{\"source\": {\"bucket\": \"%s\", \"key\": \"%s\"}, \"pipeline\": \"cutout\"}".formatted(PHOTOS, key);
        var record = new ProducerRecord<>("suite-requests", key.getBytes(UTF_8), json.getBytes(UTF_8));
        if (!traceparent.isEmpty()) record.headers().add("traceparent", traceparent.getBytes(UTF_8));
        Position asked = upstream.send(record);
        return upstream.answer(asked);
    }

    /** The span that the answer names. */
    private Span awaitSpan(Answered answered) {
        await().until(() -> spans.stream()
                .anyMatch(span -> hex(span.getSpanId().toByteArray()).equals(span(answered))));
        return spans.stream()
                .filter(span -> hex(span.getSpanId().toByteArray()).equals(span(answered)))
                .findFirst()
                .orElseThrow();
    }

    private static String span(Answered answered) {
        return Upstream.header(answered.record(), "traceparent").split("-")[2];
    }

    private Span only(String name, Span parent) {
        List<Span> found = below(parent, name);
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private List<Span> below(Span parent, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
