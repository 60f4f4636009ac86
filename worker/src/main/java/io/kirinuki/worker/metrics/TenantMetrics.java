package io.kirinuki.worker.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What each tenant owes, gets and waits for, where tenants take turns; the number of those that are named is bounded. */
public final class TenantMetrics {
    private static final double[] AGE_SECONDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600};
    /** Of requests that name no tenant. */
    private static final String NONE = "none";

    private final Registry registry;
    private final Counter records;
    private final Histogram age;
    private volatile Bounded shown = new Bounded(0);

    TenantMetrics(Registry registry) {
        this.registry = registry;
        records = registry.counter("tenant_records", "Requests answered, by tenant.", "tenant", "outcome");
        age = registry.histogram(
                "tenant_event_age_seconds", "Age of a request when it was answered, by tenant.", AGE_SECONDS, "tenant");
    }

    /** Whom to name: these, however many, and others up to so many of all. */
    public void show(Set<String> named, int most) {
        Bounded bounded = new Bounded(Math.max(most, named.size()));
        named.forEach(bounded::of);
        shown = bounded;
    }

    public void answered(String tenant, Answer answer, Duration recordAge) {
        String label = label(tenant);
        records.labels(label, Registry.word(answer)).inc();
        age.labels(label).observe(Registry.seconds(recordAge));
    }

    private String label(String tenant) {
        return shown.of(tenant.isEmpty() ? NONE : tenant);
    }

    /** By tenant: requests accepted and not answered. */
    public void owed(Supplier<Map<String, Integer>> requests) {
        byTenant("tenant_owed_in_flight", "Requests accepted and not answered, by tenant.", requests);
    }

    /** By tenant: images being worked on. */
    public void inFlight(Supplier<Map<String, Integer>> images) {
        byTenant("tenant_in_flight", "Images being worked on, by tenant.", images);
    }

    public void keptBack(IntSupplier images) {
        registry.gauge(
                "quota_kept_back",
                "Images that could begin, were it not for the quotas of their tenants.",
                List.of(),
                () -> Registry.one(images.getAsInt()));
    }

    private void byTenant(String name, String help, Supplier<Map<String, Integer>> tenants) {
        registry.gauge(name, help, List.of("tenant"), () -> {
            Map<String, Integer> sums = new TreeMap<>();
            tenants.get().forEach((tenant, number) -> sums.merge(label(tenant), number, Integer::sum));
            return sums.entrySet().stream()
                    .map(sum -> new Sample(List.of(sum.getKey()), sum.getValue()))
                    .toList();
        });
    }
}
