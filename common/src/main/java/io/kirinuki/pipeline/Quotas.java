package io.kirinuki.pipeline;

import io.kirinuki.batch.Tenant;
import java.util.Map;

/**
 * The quotas of all tenants.
 *
 * @param named by the tenant's name
 * @param others of whoever is not named, each on its own
 */
public record Quotas(Map<String, Quota> named, Quota others) {
    public static final Quotas NONE = new Quotas(Map.of(), Quota.NONE);

    public Quotas {
        named = Map.copyOf(named);
    }

    Quota of(Tenant tenant) {
        return named.getOrDefault(tenant.name(), others);
    }
}
