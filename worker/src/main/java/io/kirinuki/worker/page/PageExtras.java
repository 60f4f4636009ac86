package io.kirinuki.worker.page;

import java.util.Optional;

/**
 * What the live page has beyond what every worker shows.
 *
 * @param title of whom it tells
 * @param drops absent: nothing can be dropped
 */
public record PageExtras(String title, Optional<Drops> drops, JobList jobs) {
    public static final PageExtras NONE = new PageExtras("worker", Optional.empty(), JobList.NONE);
}
