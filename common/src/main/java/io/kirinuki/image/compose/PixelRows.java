package io.kirinuki.image.compose;

/** Pixels of a subject, row by row of a canvas. Owned by one thread. */
interface PixelRows {
    /** Says whether anything is in the row. */
    boolean read(int y);

    /**
     * Of the row read last, from the highest byte alpha, blue, green, red; where alpha is 0 the others mean nothing. Not to be
     * changed.
     */
    int[] pixels();
}
