package io.kirinuki.worker.reception;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.reach.Place;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Which request an {@code Idempotency-Key} stands for: small objects beside the uploads, each put only where there is none
 * yet, so that of two instances that are asked at the same time one makes the request and the other finds it. Those that are older than the
 * time for which keys stand are of no account; who keeps the bucket may delete them. Any thread.
 */
public final class Claims {
    /** What a key stands for. */
    public sealed interface Claim {
        Ticket ticket();

        /** Nobody came before. */
        record First(Ticket ticket) implements Claim {}

        /** The same was asked before. */
        record Again(Ticket ticket) implements Claim {}

        /** Something else was asked by the same key. */
        record Other(Ticket ticket) implements Claim {}
    }

    /** As it is stored. */
    private record Stored(String ticket, String asked) {}

    private final ObjectStore store;
    private final Place folder;
    private final Duration time;

    Claims(ObjectStore store, Place uploads, Duration time) {
        this.store = store;
        this.folder = Place.folder(uploads.bucket(), uploads.prefix() + "claims");
        this.time = time;
    }

    /** @param asked names all that was asked */
    Claim claim(Owner owner, String key, String asked, Instant now) throws FailedException, InterruptedException {
        // Of spans of time one after the other, so that an old claim is never replaced: two who did so would both be
        // first.
        long span = now.toEpochMilli() / time.toMillis();
        Optional<Stored> before = find(object(owner, key, span - 1));
        if (before.isPresent() && stands(before.get(), owner, now)) return again(before.get(), asked);
        Stored own = new Stored(Ticket.fresh(owner, now).id(), asked);
        ObjectRef object = object(owner, key, span);
        Optional<Stored> there = find(object);
        if (there.isEmpty()) {
            Outcome<Optional<ObjectRef>> put =
                    store.putIfAbsent(object, "application/json", Blob.of(Json.MAPPER.writeValueAsBytes(own)));
            if (put.orThrow().isPresent()) return new Claim.First(new Ticket(own.ticket()));
            there = find(object);
        }
        return again(there.orElseThrow(() -> new FailedException(unreadable())), asked);
    }

    private boolean stands(Stored stored, Owner owner, Instant now) {
        return Ticket.of(stored.ticket(), owner)
                .filter(ticket -> ticket.time().plus(time).isAfter(now))
                .isPresent();
    }

    private static Claim again(Stored stored, String asked) {
        Ticket ticket = new Ticket(stored.ticket());
        return stored.asked().equals(asked) ? new Claim.Again(ticket) : new Claim.Other(ticket);
    }

    private ObjectRef object(Owner owner, String key, long span) {
        String name = Blob.of(key.getBytes(UTF_8)).sha256();
        return ObjectRef.of(folder.bucket(), "%s%s/%s-%d.json".formatted(folder.prefix(), owner.folder(), name, span));
    }

    private Optional<Stored> find(ObjectRef object) throws FailedException, InterruptedException {
        Outcome<ObjectStore.OpenObject> found = store.find(object);
        // Who may not list a bucket is told Forbidden of what is missing.
        if (found instanceof Outcome.Failed<?>(Failure.Permanent missing)) return Optional.empty();
        try (ObjectStore.OpenObject open = found.orThrow()) {
            return Optional.of(Json.MAPPER.readValue(open.read().orThrow(), Stored.class));
        } catch (JacksonException foreign) {
            throw new FailedException(unreadable());
        }
    }

    private static Failure unreadable() {
        return new Failure.Unavailable("the store", "what an Idempotency-Key stands for cannot be read");
    }
}
