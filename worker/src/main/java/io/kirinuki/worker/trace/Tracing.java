package io.kirinuki.worker.trace;

import io.kirinuki.store.CallHeaders;
import io.kirinuki.worker.config.TracingConfig;
import io.kirinuki.worker.event.RequestTraces;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.util.Optional;

/** Traces where they are configured, else nothing, at no cost. */
public final class Tracing implements AutoCloseable {
    private final Optional<Traces> traces;

    /** @param application as Kafka knows it */
    public Tracing(TracingConfig config, String application) {
        this.traces = config.endpoint().map(endpoint -> {
            var exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint);
            config.authorization().ifPresent(secret -> exporter.addHeader("Authorization", secret.reveal()));
            return new Traces(exporter.build(), application, config.share());
        });
    }

    public RequestTraces ofRequests() {
        return traces.map(RequestTraces.class::cast).orElse(RequestTraces.NONE);
    }

    public CallHeaders ofCalls() {
        return traces.map(CallHeaders.class::cast).orElse(CallHeaders.NONE);
    }

    @Override
    public void close() {
        traces.ifPresent(Traces::close);
    }
}
