package io.kirinuki.local.samples;

/** A shape made of one material. */
record Solid(Shape shape, Material material) {}
