package io.kirinuki.image;

/** Gives an encoder the rows of a picture from top to bottom, each once a pass. */
@FunctionalInterface
public interface RowSource {
    /** Fills the whole of {@code row} with row {@code y}. */
    void read(int y, byte[] row);
}
