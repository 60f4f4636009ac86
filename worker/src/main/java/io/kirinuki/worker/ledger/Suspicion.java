package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * What speaks against a request: that workers died which may have been working on it. Absent while none has, so that it
 * costs nothing; kept with the request's entry.
 *
 * <p>After one death a request begins again like any other. After {@link #SUSPECT} it runs in a small company, after
 * {@link #ALONE} with nothing beside it, each time marked before it begins; after {@link #CONDEMNED}, the last of which
 * it was alone at, it is answered as poison. Deaths that a mark tells of count for the marked alone.
 *
 * @param deaths of workers, while it may have run
 * @param runBy the process that has begun it in a company or alone and not ended it: see {@link Custody#owner}
 * @param handedOver whether its last owner parted from it in order
 */
public record Suspicion(int deaths, Optional<Long> runBy, boolean handedOver) {
    static final int SUSPECT = 2;
    static final int ALONE = 3;
    static final int CONDEMNED = 5;

    private static final Suspicion NONE = new Suspicion(0, Optional.empty(), false);

    static Optional<Suspicion> handedOver(Optional<Suspicion> before) {
        return Optional.of(new Suspicion(before.orElse(NONE).deaths, Optional.empty(), true));
    }

    /** Whether nobody who may have died since has begun it. */
    static boolean unbegun(Optional<Suspicion> now) {
        return now.filter(Suspicion::handedOver).isPresent();
    }

    /** It waited, and no owner had begun it; now one does. */
    static Optional<Suspicion> begun(Optional<Suspicion> before) {
        return before.map(suspicion -> new Suspicion(suspicion.deaths, suspicion.runBy, false))
                .filter(suspicion -> !suspicion.equals(NONE));
    }

    static Optional<Suspicion> running(Optional<Suspicion> before, long owner) {
        return Optional.of(new Suspicion(before.orElse(NONE).deaths, Optional.of(owner), false));
    }

    /** Its run has ended without an answer. */
    static Optional<Suspicion> ended(Optional<Suspicion> before) {
        return before.map(suspicion -> new Suspicion(suspicion.deaths, Optional.empty(), suspicion.handedOver));
    }

    /**
     * What its next owner makes of it.
     *
     * @param mayHaveRun whether its former owner may have been working on it, though no mark says so
     */
    static Optional<Suspicion> takenOver(Optional<Suspicion> before, long owner, boolean mayHaveRun) {
        Suspicion suspicion = before.orElse(NONE);
        int deaths = suspicion.deaths;
        if (!suspicion.handedOver) {
            if (suspicion.runBy.isPresent()) {
                if (suspicion.runBy.get() != owner) deaths++;
            } else if (mayHaveRun && deaths < SUSPECT) {
                deaths++;
            }
        }
        return deaths == 0 ? Optional.empty() : Optional.of(new Suspicion(deaths, Optional.empty(), false));
    }

    /** How long it rests before it runs alone: what strikes twice within this time is more than one's own doing. */
    Duration rest() {
        if (deaths < ALONE || condemned()) return Duration.ZERO;
        return deaths == ALONE ? Duration.ofSeconds(1) : Duration.ofSeconds(10);
    }

    Company.Width width() {
        if (deaths < SUSPECT) return Company.Width.FREE;
        return deaths < ALONE ? Company.Width.FEW : Company.Width.ALONE;
    }

    boolean condemned() {
        return deaths >= CONDEMNED;
    }
}
