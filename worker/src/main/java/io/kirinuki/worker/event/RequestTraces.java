package io.kirinuki.worker.event;

import io.kirinuki.pipeline.JourneyTrace;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.door.TraceContext;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Optional;

/** Follows requests as traces; called on stream threads, which it must not hold up. */
public interface RequestTraces {
    RequestTraces NONE = new RequestTraces() {};

    /** The trace that a request is part of: what it brought along, or one of its own where traces are kept. */
    default Optional<TraceContext> trace(Position position, Optional<TraceContext> brought) {
        return brought;
    }

    /** An attempt begins. */
    default JourneyTrace attempt(LedgerEntry entry, Optional<TraceContext> brought) {
        return JourneyTrace.NONE;
    }

    /** An answer is written; its transaction may yet be aborted. */
    default void answered(LedgerEntry entry, ImageAnswer answer, Optional<TraceContext> brought, Instant now) {}
}
