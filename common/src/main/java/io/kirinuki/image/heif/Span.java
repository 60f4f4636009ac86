package io.kirinuki.image.heif;

/** A part of a file: from its first byte to before its last. */
public record Span(int from, int to) {
    public int length() {
        return to - from;
    }
}
