package io.kirinuki.worker.job.replay;

import io.kirinuki.worker.job.history.Costs;

/** What requests will cost if each costs what its pipeline's images have cost, and none is done already. */
public final class Estimate {
    private final Costs costs;
    private double bytes;
    private double acceleratorMillis;
    private long unknown;

    Estimate(Costs costs) {
        this.costs = costs;
    }

    void add(String pipeline) {
        costs.of(pipeline)
                .ifPresentOrElse(
                        cost -> {
                            bytes += cost.bytes();
                            acceleratorMillis += cost.acceleratorMillis();
                        },
                        () -> unknown++);
    }

    public double bytes() {
        return bytes;
    }

    public double acceleratorMillis() {
        return acceleratorMillis;
    }

    /** Requests of which no image tells what they cost. */
    public long unknown() {
        return unknown;
    }

    /** Images that tell. */
    public long measured() {
        return costs.images();
    }
}
