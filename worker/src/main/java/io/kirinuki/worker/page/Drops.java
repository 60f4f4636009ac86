package io.kirinuki.worker.page;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Outcome;
import java.util.List;
import java.util.Optional;

/** Takes pictures that are dropped on the page; a worker has none, the demo does. Any thread. */
public interface Drops {
    /** One of the pipelines that may be chosen. */
    record Choice(String pipeline, String description, boolean background) {}

    /**
     * A picture with what was chosen for it.
     *
     * @param name of its file, as its owner's machine has it
     * @param background {@code #rrggbb}; absent: none
     */
    record Dropped(String name, String pipeline, Optional<String> background, Blob picture) {}

    /** The likeliest first; never empty. */
    List<Choice> choices();

    ByteSize most();

    /** Sends it as a request; its id, by which the answer is known. */
    Outcome<String> drop(Dropped dropped) throws InterruptedException;
}
