package io.kirinuki.batch;

/** Who asks for something scarce: {@link Turns} are told by the traffic, and within that {@link FairLine} by the tenant. */
public sealed interface Asker permits Traffic, Asker.Of {
    Traffic traffic();

    Tenant tenant();

    /** Work of that kind on a tenant's behalf. */
    record Of(Traffic traffic, Tenant tenant) implements Asker {}
}
