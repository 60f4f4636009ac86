package io.kirinuki.worker.metrics;

import java.util.List;

/**
 * What the worker counts, by who tells of it; this package alone knows the Prometheus client. Names start with {@code
 * kirinuki_}, units are seconds, bytes and pixels.
 *
 * <p>Threads: any may call. Suppliers are asked at each scrape, on its thread; each may be given once.
 */
public final class WorkerMetrics {
    private final Registry registry = new Registry();
    private final LedgerMetrics ledger = new LedgerMetrics(registry);
    private final EngineMetrics engine = new EngineMetrics(registry);
    private final ModelMetrics models = new ModelMetrics(registry);
    private final TrialMetrics trials = new TrialMetrics(registry);
    private final EdgeMetrics edges = new EdgeMetrics(registry);
    private final KafkaMetrics kafka = new KafkaMetrics(registry);
    private final ReadingMetrics readings = new ReadingMetrics(registry);
    private final SupervisionMetrics supervision = new SupervisionMetrics(registry);
    private final TenantMetrics tenants = new TenantMetrics(registry);

    public LedgerMetrics ledger() {
        return ledger;
    }

    public EngineMetrics engine() {
        return engine;
    }

    public ModelMetrics models() {
        return models;
    }

    public TrialMetrics trials() {
        return trials;
    }

    public EdgeMetrics edges() {
        return edges;
    }

    public KafkaMetrics kafka() {
        return kafka;
    }

    public ReadingMetrics readings() {
        return readings;
    }

    public SupervisionMetrics supervision() {
        return supervision;
    }

    public TenantMetrics tenants() {
        return tenants;
    }

    List<Registry.Family> families() {
        return registry.families();
    }

    /** Everything, in the format that an HTTP Accept header asks for: OpenMetrics, or Prometheus text. */
    public Exposition expose(String accept) {
        return registry.expose(accept);
    }
}
