package io.kirinuki.pipeline;

import io.kirinuki.batch.Urgency;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of an image and of the objects it needs, and one permit for holding them all, so that no image waits for
 * bytes while it holds some. Closing gives up both. Owned by the image's thread.
 */
final class Fetched implements AutoCloseable {
    /** One object; its bytes are not to be changed. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Item(byte[] bytes, String etag, Optional<String> versionId) {
        String version() {
            return versionId.orElse(etag);
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
     * all where the wait for the permit took too long.
     */
    static Fetched of(List<ObjectRef> objects, ObjectStore store, ByteSize largest, Budget budget, Urgency urgency)
            throws FailedException, InterruptedException {
        List<OpenObject> open = new ArrayList<>();
        try {
            long total = 0;
            for (ObjectRef object : objects) {
                OpenObject one = opened(object, store, open.isEmpty());
                open.add(one);
                if (one.size().bytes() == 0) throw new FailedException(new Failure.Empty(object));
                if (one.size().bytes() > largest.bytes()) {
                    throw new FailedException(new Failure.TooLarge(one.size(), largest));
                }
                total += one.size().bytes();
            }
            return read(open, budget.take(total, urgency.traffic()), urgency);
        } finally {
            open.forEach(OpenObject::close);
        }
    }

    /** The store's failures speak of the source; what else is missing is the fault of a parameter. */
    private static OpenObject opened(ObjectRef object, ObjectStore store, boolean image)
            throws FailedException, InterruptedException {
        Outcome<OpenObject> outcome = store.open(object);
        if (!image && outcome instanceof Outcome.Failed<OpenObject>(Failure.Permanent refusal)) {
            throw new FailedException(
                    new Failure.InvalidRequest("an operation needs %s: %s".formatted(object, refusal.withoutField())));
        }
        return outcome.orThrow();
    }

    private static Fetched read(List<OpenObject> open, Budget.Lease held, Urgency urgency)
            throws FailedException, InterruptedException {
        try {
            urgency.refuseExpired();
            List<Item> items = new ArrayList<>();
            for (OpenObject one : open) items.add(new Item(one.read().orThrow(), one.etag(), one.versionId()));
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
