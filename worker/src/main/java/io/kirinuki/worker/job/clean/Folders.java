package io.kirinuki.worker.job.clean;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.reach.Place;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.MinioStore.Entries;
import io.kirinuki.store.MinioStore.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The folders of a place, one after the other in the order of their keys; a page of the listing is held. */
final class Folders {
    private final MinioStore store;
    private final Place place;
    private final Deque<Entry> read = new ArrayDeque<>();
    private Optional<String> after = Optional.empty();
    private boolean ended;

    Folders(MinioStore store, Place place) {
        this.store = store;
        this.place = place;
    }

    /** What is directly in a folder by now; empty where that is nothing. */
    static Optional<Folder> at(MinioStore store, String bucket, String path)
            throws FailedException, InterruptedException {
        List<Entry> objects = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Entries page = store.entries(bucket, path, after).orThrow();
            page.all().stream().filter(entry -> Folder.of(entry).equals(path)).forEach(objects::add);
            after = page.next();
        } while (after.isPresent());
        return objects.isEmpty() ? Optional.empty() : Optional.of(new Folder(path, objects));
    }

    /** Empty where there is none left. A folder may come in parts, where others lie within it. */
    Optional<Folder> next() throws FailedException, InterruptedException {
        Optional<Entry> first = take();
        if (first.isEmpty()) return Optional.empty();
        String path = Folder.of(first.get());
        List<Entry> objects = new ArrayList<>(List.of(first.get()));
        while (peek().filter(entry -> Folder.of(entry).equals(path)).isPresent()) {
            objects.add(take().orElseThrow());
        }
        return Optional.of(new Folder(path, objects));
    }

    private Optional<Entry> take() throws FailedException, InterruptedException {
        Optional<Entry> next = peek();
        if (next.isPresent()) read.remove();
        return next;
    }

    private Optional<Entry> peek() throws FailedException, InterruptedException {
        while (read.isEmpty() && !ended) {
            Entries page = store.entries(place.bucket(), place.prefix(), after).orThrow();
            read.addAll(page.all());
            after = page.next();
            ended = after.isEmpty();
        }
        return Optional.ofNullable(read.peek());
    }
}
