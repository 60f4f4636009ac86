package io.kirinuki.store;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;

/** A store that says what it is told to, and has every object. */
final class ScriptedStore implements ObjectStore {
    enum Kind {
        ASK,
        OPEN,
        BODY,
        PUT
    }

    /** What a call comes to; empty: it succeeds. */
    @FunctionalInterface
    interface Script {
        Optional<Failure> failure(Kind kind, ObjectRef object, long length);
    }

    static final Script HEALTH = (kind, object, length) -> Optional.empty();
    static final Failure DOWN = new Failure.Unavailable("the object store", "connection refused");

    volatile Script script = HEALTH;
    volatile boolean interrupted;
    volatile int calls;

    /** Objects are as long as the number at the end of their names says, or of one byte. */
    static long length(ObjectRef object) {
        String digits = object.key().replaceAll("^.*?([0-9]*)$", "$1");
        return digits.isEmpty() ? 1 : Long.parseLong(digits);
    }

    @Override
    public Outcome<Description> describe(ObjectRef object) throws InterruptedException {
        return answer(Kind.ASK, object, 0, new Description(new ByteSize(length(object)), "etag", Optional.empty()));
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
        return answer(Kind.OPEN, object, length(object), new Open(object));
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob blob) throws InterruptedException {
        return answer(Kind.PUT, target, blob.length(), target);
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
        return answer(Kind.ASK, ObjectRef.of(bucket, "*"), 0, true);
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return answer(Kind.ASK, ObjectRef.of(bucket, prefix), 0, new Page(List.of(), Optional.empty()));
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) throws InterruptedException {
        return answer(Kind.ASK, artifact, 0, artifact);
    }

    private synchronized <T> Outcome<T> answer(Kind kind, ObjectRef object, long length, T value)
            throws InterruptedException {
        calls++;
        if (interrupted) throw new InterruptedException();
        return script.failure(kind, object, length)
                .<Outcome<T>>map(Outcome::failed)
                .orElse(Outcome.done(value));
    }

    @Override
    public void close() {}

    private final class Open implements OpenObject {
        private final ObjectRef object;

        Open(ObjectRef object) {
            this.object = object;
        }

        @Override
        public ByteSize size() {
            return new ByteSize(length(object));
        }

        @Override
        public String etag() {
            return "etag";
        }

        @Override
        public Optional<String> versionId() {
            return Optional.empty();
        }

        @Override
        public Outcome<byte[]> read() throws InterruptedException {
            return answer(Kind.BODY, object, length(object), new byte[0]);
        }

        @Override
        public void close() {}
    }
}
