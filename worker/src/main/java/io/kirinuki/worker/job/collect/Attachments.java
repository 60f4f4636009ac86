package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.Patience;
import io.kirinuki.worker.job.collect.AnswerLog.Attachment;
import io.kirinuki.worker.job.collect.AnswerLog.Entry;
import io.kirinuki.worker.job.collect.JobResults.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Fetches what a form keeps of artifacts, several at a time; what is being fetched takes at most an eighth of the heap. An
 * artifact that many requests name, since they are of one image, is fetched once as long as it is among the last few.
 * Owned by one thread, which has others work for it.
 */
final class Attachments implements AutoCloseable {
    private static final int AT_A_TIME = 16;
    private static final int MOST_REMEMBERED = 128;
    private static final long LARGEST_REMEMBERED = 1 << 15; // so that all of them are 4 MiB at most

    private final Form form;
    private final ObjectStore store;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final int mostBytes = (int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 8);
    private final Semaphore bytes = new Semaphore(mostBytes);
    /** What was kept of artifacts, by place and digest; the one that was asked for longest ago goes first. */
    private final Map<Artifact, Blob> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Artifact, Blob> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** @param store of artifacts; not closed */
    Attachments(Form form, ObjectStore store) {
        this.form = form;
        this.store = store;
    }

    /** The same answers with what is kept, in their order. Throws {@link StartException} where the store does not answer. */
    List<Entry> of(List<Found> answers) throws InterruptedException {
        List<Future<Entry>> begun = new ArrayList<>();
        for (Found answer : answers) {
            Optional<Artifact> needed =
                    answer.answer() instanceof ImageResult result ? form.needed(result) : Optional.empty();
            if (needed.isEmpty()) {
                begun.add(CompletableFuture.completedFuture(entry(answer, Attachment.NONE, Blob.of(new byte[0]))));
                continue;
            }
            Blob known = remembered.get(needed.get());
            if (known != null) {
                begun.add(CompletableFuture.completedFuture(entry(answer, Attachment.KEPT, known)));
                continue;
            }
            int share = (int) Math.min(Math.max(1, needed.get().bytes()), mostBytes);
            places.acquire();
            bytes.acquire(share);
            begun.add(threads.submit(() -> {
                try {
                    return fetched(answer, needed.get());
                } finally {
                    bytes.release(share);
                    places.release();
                }
            }));
        }
        List<Entry> entries = new ArrayList<>();
        for (Future<Entry> one : begun) entries.add(ended(one));
        for (int i = 0; i < entries.size(); i++) remember(answers.get(i), entries.get(i));
        return entries;
    }

    private void remember(Found answer, Entry entry) {
        if (entry.attachment() != Attachment.KEPT || entry.attached().length() > LARGEST_REMEMBERED) return;
        if (answer.answer() instanceof ImageResult result) {
            form.needed(result).ifPresent(artifact -> remembered.put(artifact, entry.attached()));
        }
    }

    private static Entry ended(Future<Entry> one) throws InterruptedException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartException advice) throw advice;
            throw new IllegalStateException("what fetches artifacts broke", e.getCause());
        }
    }

    private Entry fetched(Found answer, Artifact artifact) throws InterruptedException {
        Outcome<Blob> kept = Outcome.of(() -> form.kept(read(store, artifact).orThrow()));
        return switch (kept) {
            case Outcome.Done<Blob>(Blob done) -> entry(answer, Attachment.KEPT, done);
            case Outcome.Failed<Blob>(Failure failure) ->
                entry(answer, Attachment.LOST, Blob.of(failure.message().getBytes(UTF_8)));
        };
    }

    /**
     * An artifact as it was answered; a failure where it is gone or was replaced. Throws {@link StartException} where the
     * store does not answer, or lets nobody read.
     */
    static Outcome<Blob> read(ObjectStore store, Artifact artifact) throws InterruptedException {
        ObjectRef object = ObjectRef.of(artifact.bucket(), artifact.key());
        Outcome<Blob> outcome = Patience.USUAL.outcome(() -> Outcome.of(() -> {
            try (var open = store.open(object).orThrow()) {
                Blob whole = Blob.of(open.read().orThrow());
                // Another run may have put another one there since; it is not what was answered.
                if (whole.sha256().equals(artifact.sha256())) return whole;
                throw new FailedException(new Failure.Undecodable(
                        "%s was replaced since: it has another digest than the answer says".formatted(object)));
            }
        }));
        return switch (outcome) {
            case Outcome.Failed<Blob>(Failure.Forbidden failure) -> throw inTheWay(failure);
            case Outcome.Failed<Blob>(Failure.BucketNotFound failure) -> throw inTheWay(failure);
            case Outcome.Failed<Blob>(Failure.Transient failure) -> throw inTheWay(failure);
            case Outcome.Failed<Blob> gone -> gone;
            case Outcome.Done<Blob> done -> done;
        };
    }

    private static StartException inTheWay(Failure failure) {
        return new StartException(
                "%s. Nothing is lost: the same command goes on where this was".formatted(failure.message()));
    }

    private static Entry entry(Found answer, Attachment attachment, Blob attached) {
        return new Entry(answer.number(), answer.rank(), answer.value(), attachment, attached);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
