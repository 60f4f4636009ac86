package io.kirinuki.store;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store whose troubles cost no image its attempts. The health of each bucket is looked after by itself, and that of
 * reads apart from that of writes ({@link Circuit}): one bucket that is throttled, or a disk that is full, stops no
 * other work.
 *
 * <ul>
 *   <li>A call that goes unanswered is {@code StoreOutage} where others fail as well, and {@code Unavailable} where this
 *       object fails alone ({@link Evidence}); a body that breaks off counts as such a call.
 *   <li>Once nearly all of the last calls were {@code StoreOutage}, that is said for two seconds without asking; then a
 *       few calls probe.
 *   <li>A store that asks for fewer requests gets fewer ({@link Pace}), and the call is made again a few times before it
 *       is {@code StoreOutage}.
 *   <li>Forbidden in a bucket that let us in before, and now does not even give what it gave, is {@code StoreOutage}, as
 *       where credentials are changed; in one that never let us in, for half a minute. Not found, refused, and forbidden alone
 *       are answers of a store in health.
 * </ul>
 */
public final class BreakerStore implements ObjectStore {
    /** Buckets are named by requests, and those may be many. */
    private static final int MOST_CIRCUITS = 1_000;

    /** A way to wait; tests have one of their own. */
    @FunctionalInterface
    interface Pause {
        void of(Duration wait) throws InterruptedException;
    }

    private record Way(String bucket, Direction direction) {}

    private final ObjectStore store;
    private final InstantSource time;
    private final Pause pause;
    /** In the order of use; guarded by itself. */
    private final Map<Way, Circuit> circuits = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Way, Circuit> eldest) {
            return size() > MOST_CIRCUITS;
        }
    };

    public BreakerStore(ObjectStore store) {
        this(store, sinceNow(), Thread::sleep);
    }

    /** Not the wall clock: were it set back by an hour, a circuit would rest for an hour. */
    private static InstantSource sinceNow() {
        long start = System.nanoTime();
        return () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
    }

    BreakerStore(ObjectStore store, InstantSource time, Pause pause) {
        this.store = store;
        this.time = time;
        this.pause = pause;
    }

    /** Whether a bucket that is in use is held to be down; stays true until probes have succeeded. For metrics. */
    public boolean outage() {
        return all().stream().anyMatch(Circuit::down);
    }

    /** What is wrong and where, a line for each; empty where nothing was lately. For people. */
    public List<String> troubles() {
        return all().stream()
                .map(Circuit::trouble)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private List<Circuit> all() {
        synchronized (circuits) {
            return List.copyOf(circuits.values());
        }
    }

    private Circuit circuit(String bucket, Direction direction) {
        synchronized (circuits) {
            return circuits.computeIfAbsent(
                    new Way(bucket, direction), way -> new Circuit(store, bucket, direction, time, pause));
        }
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
        Circuit circuit = circuit(object.bucket(), Direction.READ);
        return circuit.ask(object, object.toString(), Evidence.OPENED, () -> store.open(object))
                .map(open -> new Opened(object, open, circuit));
    }

    @Override
    public Outcome<OpenObject> find(ObjectRef object) throws InterruptedException {
        Circuit circuit = circuit(object.bucket(), Direction.READ);
        return circuit.find(object, Evidence.OPENED, () -> store.find(object))
                .map(open -> new Opened(object, open, circuit));
    }

    @Override
    public Outcome<Description> describe(ObjectRef object) throws InterruptedException {
        return circuit(object.bucket(), Direction.READ)
                .ask(object, object.toString(), Evidence.HEADERS, () -> store.describe(object));
    }

    @Override
    public Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body)
            throws InterruptedException {
        return write(target, body, () -> store.putIfAbsent(target, mediaType, body));
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) throws InterruptedException {
        return write(target, body, () -> store.put(target, mediaType, body));
    }

    private <T> Outcome<T> write(ObjectRef target, Blob body, Circuit.Call<T> call) throws InterruptedException {
        String folder = target.key().substring(0, target.key().lastIndexOf('/') + 1);
        return circuit(target.bucket(), Direction.WRITE)
                .ask(target, folder.isEmpty() ? target.key() : folder, Evidence.body(body.length()), call);
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
        return circuit(bucket, Direction.READ)
                .find(ObjectRef.of(bucket, "*"), Evidence.HEADERS, () -> store.bucketExists(bucket));
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return circuit(bucket, Direction.READ)
                .ask(
                        ObjectRef.of(bucket, prefix + "*"),
                        prefix + "*",
                        Evidence.HEADERS,
                        () -> store.list(bucket, prefix, after));
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef artifact) throws InterruptedException {
        String folder = artifact.key().substring(0, artifact.key().lastIndexOf('/') + 1);
        return circuit(artifact.bucket(), Direction.WRITE)
                .ask(
                        artifact,
                        folder.isEmpty() ? artifact.key() : folder,
                        Evidence.HEADERS,
                        () -> store.delete(artifact));
    }

    @Override
    public void close() {
        store.close();
    }

    /** An object whose body is yet to be read, and may break off. */
    private static final class Opened extends ForwardingObject {
        private final ObjectRef object;
        private final Circuit circuit;

        Opened(ObjectRef object, OpenObject open, Circuit circuit) {
            super(open);
            this.object = object;
            this.circuit = circuit;
        }

        @Override
        public Outcome<byte[]> read() throws InterruptedException {
            return circuit.body(object, object.toString(), size().bytes(), open.read());
        }

        @Override
        public Outcome<Long> skim() throws InterruptedException {
            return circuit.body(object, object.toString(), size().bytes(), open.skim());
        }
    }
}
