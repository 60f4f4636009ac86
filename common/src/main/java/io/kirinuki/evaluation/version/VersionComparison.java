package io.kirinuki.evaluation.version;

import io.kirinuki.batch.Accelerator.Lane;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.encode.Thumbnail;
import io.kirinuki.evaluation.MaskScore;
import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.evaluation.Stock;
import io.kirinuki.evaluation.Stock.Item;
import io.kirinuki.evaluation.change.ChangeRows;
import io.kirinuki.evaluation.change.Distribution;
import io.kirinuki.evaluation.change.DistributionChart;
import io.kirinuki.evaluation.page.Markup;
import io.kirinuki.evaluation.page.Page;
import io.kirinuki.evaluation.page.Shown;
import io.kirinuki.evaluation.page.Shown.Ground;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelManifest;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.Prediction;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * Two networks that tell subjects from grounds, asked the same photos: how much their masks differ, and what each takes of a
 * processor for a photo. Says nothing of which is right. One photo at a time, without a worker; owned by one thread.
 */
public final class VersionComparison implements AutoCloseable {
    private static final double HALF = 0.5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Asked(Network network, Lane<Pixels, Prediction> lane, List<Long> nanos) implements AutoCloseable {
        static Asked of(Network network) throws AcceleratorException {
            return new Asked(network, network.open(), new ArrayList<>());
        }

        Mask mask(Photo photo) throws FailedException {
            Pixels pixels = photo.sample(network.manifest().input().sampling(photo.size()));
            long began = THREADS.getCurrentThreadCpuTime();
            Prediction prediction;
            try {
                prediction = lane.run(List.of(pixels)).getFirst();
            } catch (AcceleratorException e) {
                throw new FailedException(new Failure.ModelFailed(network.name(), e.getMessage()));
            }
            nanos.add(THREADS.getCurrentThreadCpuTime() - began);
            Pixels map = switch (prediction) {
                case Prediction.Alpha alpha -> alpha.map();
                case Prediction.ClassMap classes -> classes.foreground().map();
                case Prediction.Probabilities other -> throw new IllegalStateException("a mask expected: " + other);
                case Prediction.Angle other -> throw new IllegalStateException("a mask expected: " + other);
            };
            try (Mask small = Mask.of(map.bytes(), map.size())) {
                return small.resizedTo(photo.size(), network.manifest().output().filter());
            }
        }

        @Override
        public void close() {
            lane.close();
            network.close();
        }

        /** Median of a run, without the first, which warms it up; not a number where there is none. */
        double millis() {
            long[] sorted =
                    nanos.stream().skip(1).mapToLong(taken -> taken).sorted().toArray();
            return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2] / 1e6;
        }
    }

    /**
     * One photo by both.
     *
     * @param iou of where their alpha is at least one half
     * @param error mean of |new - old|, 0..1
     */
    public record Compared(Item photo, double iou, double error) {}

    /**
     * What was seen.
     *
     * @param before median of what a run of the old network takes of a processor, milliseconds
     * @param after likewise of the new one
     */
    public record Result(List<Compared> compared, List<Problem> problems, double before, double after) {
        public Optional<Distribution> distribution() {
            return Distribution.of(compared.stream().mapToDouble(Compared::iou).toArray(), 0);
        }

        public double meanError() {
            return compared.stream().mapToDouble(Compared::error).average().orElse(Double.NaN);
        }

        /** The least IoU first. */
        public List<Compared> mostChanged(int most) {
            return compared.stream()
                    .filter(each -> each.error() > 0)
                    .sorted(Comparator.comparingDouble(Compared::iou)
                            .thenComparing(
                                    Comparator.comparingDouble(Compared::error).reversed())
                            .thenComparing(each -> each.photo().name()))
                    .limit(most)
                    .toList();
        }
    }

    private final Stock photos;
    private final Asked before;
    private final Asked after;

    private VersionComparison(Stock photos, Asked before, Asked after) {
        this.photos = photos;
        this.before = before;
        this.after = after;
    }

    /** Loads both, on the CPU. Fails where one does not load or gives no masks, naming it. */
    public static VersionComparison of(Stock photos, Path before, Path after)
            throws ModelException, AcceleratorException {
        for (Path folder : List.of(before, after)) {
            Task task = ModelManifest.read(folder.resolve("model.yaml")).task();
            if (task != Task.MASK) {
                throw new ModelException("%s: its task is %s; only models of the task mask are compared"
                        .formatted(folder, task.name().toLowerCase(Locale.ROOT)));
            }
        }
        NetworkOptions alone = NetworkOptions.of(Device.CPU, 1);
        Asked old = Asked.of(Network.load(before, alone));
        try {
            return new VersionComparison(photos, old, Asked.of(Network.load(after, alone)));
        } catch (ModelException | AcceleratorException e) {
            old.close();
            throw e;
        }
    }

    /** All photos there are. */
    public List<Item> items() throws FailedException, InterruptedException {
        return photos.items().stream().filter(Item::isImage).toList();
    }

    /** {@code done} hears how many are. */
    public Result compare(List<Item> items, LongConsumer done) throws InterruptedException {
        List<Compared> compared = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Item item : items) {
            switch (Outcome.of(() -> compared(item))) {
                case Outcome.Done<Compared>(Compared one) -> compared.add(one);
                case Outcome.Failed<Compared>(Failure failure) ->
                    problems.add(new Problem(item.name(), failure.message()));
            }
            done.accept(compared.size() + problems.size());
        }
        return new Result(List.copyOf(compared), List.copyOf(problems), before.millis(), after.millis());
    }

    private Compared compared(Item item) throws FailedException, InterruptedException {
        try (Photo photo = photo(item);
                Mask old = before.mask(photo);
                Mask fresh = after.mask(photo)) {
            MaskScore score = MaskScore.of(fresh, old, HALF, OptionalInt.empty());
            return new Compared(item, score.iou(), score.error());
        }
    }

    private Photo photo(Item item) throws FailedException, InterruptedException {
        byte[] bytes = photos.read(item);
        return PhotoFile.read(bytes, HeaderProbe.probe(bytes).orThrow()).orThrow();
    }

    /** A page of how IoU is spread, and of those that changed most, which are asked again. */
    public Blob page(String title, Result result, int most) throws InterruptedException {
        List<Markup> articles = new ArrayList<>();
        for (Compared one : result.mostChanged(most)) articles.add(article(articles.size() + 1, one));
        List<Markup> tiles = new ArrayList<>(
                List.of(Page.tile("photos", Integer.toString(result.compared().size()))));
        result.distribution().ifPresent(spread -> {
            tiles.add(Page.tile("mean IoU", Page.number(spread.mean())));
            tiles.add(Page.tile("median", Page.number(spread.median())));
            tiles.add(Page.tile("5th percentile", Page.number(spread.fifth())));
            tiles.add(Page.tile("least", Page.number(spread.least())));
        });
        tiles.add(Page.tile("CPU ms, old", milliseconds(result.before())));
        tiles.add(Page.tile("CPU ms, new", milliseconds(result.after())));
        Markup main = Markup.of(
                """
                {}
                <section class="facts">
                <figure>
                <h2>IoU, old and new</h2>
                {}
                </figure>
                </section>
                <section class="images">
                <h2>The {} that changed most</h2>
                <p class="legend"><i class="gained"></i> is subject now and was not &nbsp; <i class="lost"></i> was \
                subject and is no longer</p>
                {}
                </section>""",
                Page.tiles(tiles),
                result.distribution().map(DistributionChart::of).orElse(Markup.NONE),
                articles.size(),
                Markup.joined(articles));
        return new Page(title, "the least IoU first", main).html();
    }

    private static String milliseconds(double value) {
        return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%.1f", value);
    }

    private Markup article(int rank, Compared one) throws InterruptedException {
        List<Markup> figures = List.of(
                Page.figure("IoU", Page.number(one.iou())), Page.figure("mean difference", Page.number(one.error())));
        return switch (Outcome.of(() -> pictures(one.photo()))) {
            case Outcome.Done<List<Markup>>(List<Markup> shown) ->
                Page.article(rank, one.photo().name(), figures, "", shown);
            case Outcome.Failed<List<Markup>>(Failure failure) ->
                Page.article(rank, one.photo().name(), figures, failure.message(), List.of());
        };
    }

    private List<Markup> pictures(Item item) throws FailedException, InterruptedException {
        try (Photo photo = photo(item);
                Mask old = before.mask(photo);
                Mask fresh = after.mask(photo)) {
            Picture small = Thumbnail.of(Cutout.uncut(photo), Shown.LONGEST);
            return List.of(
                    Shown.of(small).figure("Photo", Ground.PLAIN),
                    Shown.of(Cutout.transparent(photo, old)).figure("Old", Ground.CHECKS),
                    Shown.of(Cutout.transparent(photo, fresh)).figure("New", Ground.CHECKS),
                    Shown.of(ChangeRows.picture(
                                    small,
                                    Thumbnail.of(old.picture(), Shown.LONGEST),
                                    Thumbnail.of(fresh.picture(), Shown.LONGEST)))
                            .figure("Difference", Ground.PLAIN));
        }
    }

    @Override
    public void close() {
        before.close();
        after.close();
    }
}
