package io.kirinuki.image;

/** An ICC colour profile, as it lay in the file (ICC.1:2022). */
public record IccProfile(Blob bytes) {}
