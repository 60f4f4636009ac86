package io.kirinuki.pipeline;

import io.kirinuki.batch.Urgency;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of an image and of the objects it needs, and one permit for holding them all, so that no image waits for
 * bytes while it holds some. Closing gives up both. Owned by the image's thread.
 */
final class Fetched implements AutoCloseable {
    /**
     * One object; its bytes are not to be changed.
     *
     * @param version what names these bytes: the store's name for them where it is to be trusted, else their digest
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Item(byte[] bytes, String etag, Optional<String> versionId, String version) {
        private static final String CONTENT = "sha256-";

        private static Item read(OpenObject open) throws FailedException, InterruptedException {
            byte[] bytes = open.read().orThrow();
            String version =
                    open.version().orElseGet(() -> CONTENT + Blob.of(bytes).sha256());
            return new Item(bytes, open.etag(), open.versionId(), version);
        }

        SourceVersion named() {
            return new SourceVersion(version, etag, versionId, version.startsWith(CONTENT));
        }
    }

    private final Budget.Lease held;
    private List<Item> items;

    private Fetched(List<Item> items, Budget.Lease held) {
        this.items = items;
        this.held = held;
    }

    /**
     * Reads the objects whole, the image first. Refused unread: an object of more than {@code largest} or of no bytes, and
     * all where the wait for the permit took too long. Who has to wait for the permit holds no connection meanwhile, and
     * opens the objects once more.
     */
    static Fetched of(List<Wanted> objects, Sources sources, ByteSize largest, Budget budget, Urgency urgency)
            throws FailedException, InterruptedException {
        long total;
        try (Opened opened = Opened.of(objects, sources, largest)) {
            total = opened.total();
            Optional<Budget.Lease> free = budget.tryTake(total, urgency.asker());
            if (free.isPresent()) return read(opened, free.get(), urgency);
        }
        while (true) {
            Budget.Lease held = budget.take(total, urgency.asker());
            Optional<Fetched> fetched = Optional.empty();
            try (Opened opened = Opened.of(objects, sources, largest)) {
                long now = opened.total();
                if (now <= total) {
                    fetched = Optional.of(read(opened, held, urgency));
                    return fetched.get();
                }
                total = now; // one was replaced by a larger one meanwhile
            } finally {
                if (fetched.isEmpty()) held.close();
            }
        }
    }

    /** Objects that are open, and their bytes unread. */
    private record Opened(List<OpenObject> all) implements AutoCloseable {
        static Opened of(List<Wanted> objects, Sources sources, ByteSize largest)
                throws FailedException, InterruptedException {
            Opened opened = new Opened(new ArrayList<>());
            try {
                for (Wanted wanted : objects) {
                    OpenObject one = wanted.blamed(sources.open(wanted.object()));
                    opened.all().add(one);
                    if (one.size().bytes() == 0) wanted.blamed(Outcome.failed(new Failure.Empty(wanted.object())));
                    if (one.size().bytes() > largest.bytes()) {
                        wanted.blamed(Outcome.failed(new Failure.TooLarge(one.size(), largest)));
                    }
                }
                return opened;
            } catch (FailedException | InterruptedException | RuntimeException | Error e) {
                opened.close();
                throw e;
            }
        }

        long total() {
            return all.stream().mapToLong(one -> one.size().bytes()).sum();
        }

        @Override
        public void close() {
            all.forEach(OpenObject::close);
        }
    }

    private static Fetched read(Opened opened, Budget.Lease held, Urgency urgency)
            throws FailedException, InterruptedException {
        try {
            urgency.refuseExpired();
            List<Item> items = new ArrayList<>();
            for (OpenObject one : opened.all()) items.add(Item.read(one));
            return new Fetched(items, held);
        } catch (FailedException | InterruptedException | RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    /** In the order they were asked for. */
    List<Item> items() {
        return items;
    }

    /** Bytes of them all. */
    long size() {
        return items.stream().mapToLong(item -> item.bytes().length).sum();
    }

    @Override
    public void close() {
        items = List.of();
        held.close();
    }
}
