package io.kirinuki.image.heif;

/** A part of a file: from its first byte to before its last. */
record Span(int from, int to) {
    int length() {
        return to - from;
    }
}
