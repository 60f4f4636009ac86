package io.kirinuki.worker.event;

import io.kirinuki.pipeline.Product;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.worker.event.door.TraceContext;
import java.util.Optional;

/** A request, the trace it is part of, and what the engine made of it. */
record Made(ImageRequest request, Optional<TraceContext> trace, Product product) {}
