package io.kirinuki.batch;

import java.util.Optional;

/**
 * How what is scarce is shared out.
 *
 * @param backfill of the turns that live and backfill both wait for, what is backfill's; above 0 and below 1
 * @param tenants how turns within each of the two go by tenant; empty: in the order of arrival, whoever asks
 */
public record Shares(double backfill, Optional<Weights> tenants) {
    /** In the order of arrival. */
    public Shares(double backfill) {
        this(backfill, Optional.empty());
    }
}
