package io.kirinuki.batch;

import java.util.Map;

/**
 * How many turns each tenant has where others have one.
 *
 * @param weights by a tenant's name; whoever is not named has 1
 */
public record Weights(Map<String, Integer> weights) {
    public static final int MOST = 1000;

    public static final Weights EQUAL = new Weights(Map.of());

    public Weights {
        weights = Map.copyOf(weights);
        weights.forEach((name, weight) -> {
            if (weight < 1 || weight > MOST) {
                throw new IllegalArgumentException("weight of %s: from 1 to %d, not %d".formatted(name, MOST, weight));
            }
        });
    }

    int of(Tenant tenant) {
        return weights.getOrDefault(tenant.name(), 1);
    }
}
