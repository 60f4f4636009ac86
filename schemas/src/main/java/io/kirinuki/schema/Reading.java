package io.kirinuki.schema;

import java.util.Optional;

/** What came of reading a record's value as a request. */
public sealed interface Reading {
    record Read(ImageRequest request) implements Reading {}

    /**
     * The value is not a request. What could be read nevertheless is kept, so that the failure can be told to its owner.
     *
     * @param problem for people: each wrong field as a path with what is expected and what was found, joined by "; "
     */
    record Unreadable(String problem, Optional<ImageSource> source, Optional<String> pipeline, Optional<String> id)
            implements Reading {}
}
