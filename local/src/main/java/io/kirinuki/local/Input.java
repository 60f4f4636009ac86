package io.kirinuki.local;

import java.io.IOException;

/**
 * One picture to be processed.
 *
 * @param name its place below the output folder, unique in a job, with {@code /} between folders
 */
record Input(String name, Content content) {
    /** Its bytes, read when they are needed. */
    @FunctionalInterface
    interface Content {
        byte[] read() throws IOException;
    }
}
