package io.kirinuki.worker.page;

import io.kirinuki.store.ObjectStore;
import java.util.Optional;
import java.util.Set;

/**
 * What the live page shows, and lets do.
 *
 * @param title of whom it tells, as {@code worker} or {@code demo}
 * @param pictures what pictures are read from; absent: none are shown
 * @param drops absent: nothing can be dropped
 * @param names by which browsers may ask for it, beside addresses and localhost
 */
public record PageParts(
        String title,
        RecentAnswers answers,
        Batches batches,
        Snapshot snapshot,
        JobList jobs,
        Optional<ObjectStore> pictures,
        Optional<Drops> drops,
        Set<String> names) {
    public PageParts {
        names = Set.copyOf(names);
    }
}
