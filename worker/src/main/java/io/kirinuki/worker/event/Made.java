package io.kirinuki.worker.event;

import io.kirinuki.pipeline.Product;
import io.kirinuki.pipeline.Removals.Removed;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.worker.event.door.TraceContext;
import java.util.Optional;

/** What the engine did for a request. */
sealed interface Made {
    ImageRequest request();

    /** That it is part of. */
    Optional<TraceContext> trace();

    record Pictures(ImageRequest request, Optional<TraceContext> trace, Product product) implements Made {}

    /** The image is gone, and what was made of it. */
    record Removal(ImageRequest request, Optional<TraceContext> trace, Removed removed) implements Made {}
}
