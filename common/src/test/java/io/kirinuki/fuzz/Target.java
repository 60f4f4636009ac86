package io.kirinuki.fuzz;

import java.time.Duration;

/** What is tried with files. One that harness tests use misbehaves on purpose. */
interface Target {
    /**
     * Tries one file.
     *
     * @param number its number; below 0 one that is no mutant
     * @return the kind of outcome, in few words that many files share
     * @throws AssertionError or whatever else it likes, where a promise is broken
     */
    String tried(long number, byte[] file);

    /** Native bytes that it may take for the file at most; asked only where it took many. */
    long allowed(byte[] file);

    /** Of CPU; on a busy machine the clock on the wall says nothing. */
    default Duration longest() {
        return Duration.ofSeconds(5);
    }
}
