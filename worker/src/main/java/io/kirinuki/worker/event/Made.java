package io.kirinuki.worker.event;

import io.kirinuki.pipeline.Product;
import io.kirinuki.schema.ImageRequest;

/** A request, and what the engine made of it. */
record Made(ImageRequest request, Product product) {}
