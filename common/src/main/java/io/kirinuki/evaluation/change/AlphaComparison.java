package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.MaskScore;
import io.kirinuki.evaluation.change.Change.Layers;
import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.store.ObjectStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * Holds the alpha of artifacts against the alpha of earlier ones. At most {@value #AT_A_TIME} images are fetched at a
 * time, and as many decoded as there are cores. Owned by one thread.
 */
public final class AlphaComparison {
    private static final int AT_A_TIME = 16;
    private static final double HALF = 0.5;

    private final AlphaReader reader;
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors());

    public AlphaComparison(ObjectStore store) {
        reader = new AlphaReader(store);
    }

    /** What came of one pair. */
    public sealed interface Verdict permits Scored, Incomparable {
        Change change();
    }

    /**
     * How much alpha changed.
     *
     * @param iou of where alpha is at least one half, before and now
     * @param error mean of |alpha now - alpha before|, 0..1
     */
    public record Scored(Change change, Layers layers, double iou, double error) implements Verdict {}

    /** {@code detail} names what the reason is about; empty where there is no more to say. */
    public record Incomparable(Change change, Reason reason, String detail) implements Verdict {}

    /** Why two results cannot be compared. */
    public enum Reason {
        OTHER_IMAGE("the image was replaced in between", false),
        NO_ALPHA("no alpha", false),
        OTHER_SIZE("different sizes", false),
        GONE("an artifact is gone", true),
        UNREADABLE("an artifact cannot be read", true);

        private final String words;
        private final boolean lost;

        Reason(String words, boolean lost) {
            this.words = words;
            this.lost = lost;
        }

        public String words() {
            return words;
        }

        /** Whether there was something to compare that is not to be had. */
        public boolean isLoss() {
            return lost;
        }
    }

    /** All verdicts, in the order of the changes. */
    public record Result(List<Scored> scored, List<Incomparable> incomparable) {
        /** The least IoU first; of the same, the greatest error. */
        public List<Scored> inOrder() {
            return scored.stream()
                    .sorted(Comparator.comparingDouble(Scored::iou)
                            .thenComparing(
                                    Comparator.comparingDouble(Scored::error).reversed())
                            .thenComparing(each -> each.change().key()))
                    .toList();
        }

        /** Of those that changed at all. */
        public List<Scored> mostChanged(int most) {
            return inOrder().stream()
                    .filter(each -> each.iou() < 1 || each.error() > 0)
                    .limit(most)
                    .toList();
        }

        /** With those that nobody had to look at. */
        public Optional<Distribution> distribution(ChangeFigures figures) {
            double[] ious = scored.stream().mapToDouble(Scored::iou).toArray();
            return Distribution.of(ious, figures.unchangedAlphas());
        }

        /** Mean of |alpha now - alpha before| over all that the distribution is of; 0 where there is nothing. */
        public double meanError(ChangeFigures figures) {
            double sum = scored.stream().mapToDouble(Scored::error).sum();
            return sum / Math.max(1, scored.size() + figures.unchangedAlphas());
        }

        public Map<Reason, Long> reasons() {
            Map<Reason, Long> counts = new EnumMap<>(Reason.class);
            incomparable.forEach(each -> counts.merge(each.reason(), 1L, Long::sum));
            return counts;
        }
    }

    /** {@code done} hears how many are. */
    public Result compare(List<Change> changes, LongConsumer done) throws InterruptedException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Result result = new Result(new ArrayList<>(), new ArrayList<>());
        Deque<Future<Verdict>> running = new ArrayDeque<>();
        try {
            for (int i = 0; i < changes.size(); i++) {
                Change change = changes.get(i);
                running.add(threads.submit(() -> verdict(change)));
                if (running.size() == AT_A_TIME) add(result, running.poll().get());
                done.accept(i + 1L - running.size());
            }
            while (!running.isEmpty()) add(result, running.poll().get());
            done.accept(changes.size());
            return new Result(List.copyOf(result.scored), List.copyOf(result.incomparable));
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void add(Result result, Verdict verdict) {
        switch (verdict) {
            case Scored scored -> result.scored.add(scored);
            case Incomparable incomparable -> result.incomparable.add(incomparable);
        }
    }

    private Verdict verdict(Change change) throws InterruptedException {
        if (!change.isOfOneImage()) return new Incomparable(change, Reason.OTHER_IMAGE, "");
        Optional<Layers> layers = change.layers();
        if (layers.isEmpty()) return new Incomparable(change, Reason.NO_ALPHA, "");
        return verdict(change, layers.get());
    }

    private Verdict verdict(Change change, Layers layers) throws InterruptedException {
        if (!layers.before().size().equals(layers.after().size())) {
            String sizes = "%s, now %s"
                    .formatted(layers.before().size(), layers.after().size());
            return new Incomparable(change, Reason.OTHER_SIZE, sizes);
        }
        if (layers.before().sha256().equals(layers.after().sha256())) return new Scored(change, layers, 1, 0);
        try {
            byte[] then = reader.bytes(layers.before().object());
            byte[] now = reader.bytes(layers.after().object());
            cores.acquire();
            try {
                return score(change, layers, then, now);
            } finally {
                cores.release();
            }
        } catch (FailedException e) {
            return switch (e.failure()) {
                case Failure.NotFound gone ->
                    new Incomparable(change, Reason.GONE, gone.object().toString());
                default -> new Incomparable(change, Reason.UNREADABLE, e.getMessage());
            };
        }
    }

    private static Verdict score(Change change, Layers layers, byte[] then, byte[] now) throws FailedException {
        try (Mask before = AlphaReader.alpha(layers.before(), then).orElse(null);
                Mask after = AlphaReader.alpha(layers.after(), now).orElse(null)) {
            if (before == null || after == null) return new Incomparable(change, Reason.NO_ALPHA, "");
            if (!before.size().equals(after.size())) {
                return new Incomparable(change, Reason.UNREADABLE, "not of the size that the result tells of");
            }
            MaskScore score = MaskScore.of(after, before, HALF, OptionalInt.empty());
            return new Scored(change, layers, score.iou(), score.error());
        }
    }
}
