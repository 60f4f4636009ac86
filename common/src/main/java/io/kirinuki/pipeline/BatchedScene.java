package io.kirinuki.pipeline;

import io.kirinuki.batch.Batched;
import io.kirinuki.batch.Urgency;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.Turn;
import io.kirinuki.image.mask.Trimap;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.Prediction;
import io.kirinuki.operation.Heading;
import io.kirinuki.operation.Scene;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.GivenAlpha;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/** A scene over models that are served in batches. Closing frees the native memory. */
final class BatchedScene implements Scene, AutoCloseable {
    private static final Colour BLACK = new Colour(0, 0, 0);

    private record Asked(String model, Set<String> classes) {}

    /** What the request brought along, of the photo's size. */
    private record Given(Mask map, GivenAlpha.Kind kind) {}

    private final Map<String, ServedModel> models;
    private final Optional<ChosenSubject> subject;
    private final Cores cores;
    private final Stopwatch watch;
    private final Urgency urgency;
    private final Optional<SecondOpinion> second;
    private final Map<ImageSource, Photo> objects = new LinkedHashMap<>();
    private final Map<Asked, Mask> masks = new LinkedHashMap<>();
    private final Map<String, Picture> pictures = new LinkedHashMap<>();
    private final Map<String, ImageResult.ModelUse> uses = new LinkedHashMap<>();
    /** By model, this image's share of its runs. */
    private final Map<String, Double> acceleratorNanos = new LinkedHashMap<>();
    /** Photos and masks, each once. */
    private final Set<AutoCloseable> owned = Collections.newSetFromMap(new IdentityHashMap<>());

    private Photo photo;
    private Optional<Mask> alpha = Optional.empty();
    private Optional<Given> given = Optional.empty();
    private Photo first;
    private Optional<Double> degrees = Optional.empty();
    private Optional<Double> uncertainty = Optional.empty();
    private List<ImageResult.Label> labels = List.of();
    /** Added to on a core while the image's own thread waits for it. */
    private final List<ImageResult.Part> parts = new ArrayList<>();

    /**
     * @param subject of several, the one that is meant
     * @param second hears what models say, where a model is on trial; closed with the scene
     */
    BatchedScene(
            Map<String, ServedModel> models,
            Optional<ChosenSubject> subject,
            Cores cores,
            Stopwatch watch,
            Urgency urgency,
            Optional<SecondOpinion> second) {
        this.models = models;
        this.subject = subject;
        this.cores = cores;
        this.watch = watch;
        this.urgency = urgency;
        this.second = second;
    }

    /** The image itself comes first, then what its operations need. */
    void add(ImageSource ref, Photo decoded) {
        owned.add(decoded);
        if (photo == null) {
            photo = decoded;
            first = decoded;
        } else {
            objects.put(ref, decoded);
        }
    }

    /** After the image itself: the alpha that the request brought along, of the photo's shape; the scene's from here on. */
    void bring(Mask map, GivenAlpha.Kind kind) throws FailedException, InterruptedException {
        owned.add(map);
        Mask scaled = render(() -> map.resizedTo(photo.size(), Filter.BILINEAR));
        owned.add(scaled);
        given = Optional.of(new Given(scaled, kind));
        if (kind == GivenAlpha.Kind.MASK) alpha(scaled);
    }

    @Override
    public Optional<Mask> trimap() {
        return given.filter(one -> one.kind() == GivenAlpha.Kind.TRIMAP).map(Given::map);
    }

    @Override
    public Photo photo() {
        return photo;
    }

    @Override
    public Photo source() {
        return first;
    }

    @Override
    public Photo object(ObjectRef ref) {
        return objects.get(ref);
    }

    @Override
    public Mask alpha(String model) throws FailedException, InterruptedException {
        if (alpha.isEmpty()) alpha(mask(model, Set.of()));
        return alpha.get();
    }

    @Override
    public Optional<Mask> alpha() {
        return alpha;
    }

    @Override
    public void alpha(Mask alpha) throws FailedException, InterruptedException {
        this.alpha = Optional.of(withinSource(alpha));
    }

    @Override
    public Mask mask(String model, Set<String> classes) throws FailedException, InterruptedException {
        if (given.isPresent()) {
            return switch (given.get().kind()) {
                case MASK -> given.get().map();
                case TRIMAP -> alpha.orElseThrow(); // made of it by a step before: Pipelines.resolve
            };
        }
        Mask known = masks.get(new Asked(model, classes));
        if (known != null) return known;
        ServedModel served = served(model, Task.MASK);
        Prediction prediction = ask(served, photo.size());
        Pixels map = map(served, prediction, classes);
        if (prediction instanceof Prediction.Alpha) doubt(Mask.uncertainty(map));
        Mask whole = render(() -> atPhotoSize(map, served.output().filter()));
        owned.add(whole);
        Mask mask = chosen(whole);
        owned.add(mask);
        masks.put(new Asked(model, classes), mask);
        return mask;
    }

    private Mask chosen(Mask whole) throws FailedException, InterruptedException {
        if (subject.isEmpty()) return whole;
        if (photo != first) throw ChosenSubject.turned();
        return render(() -> subject.get().of(whole));
    }

    private static Pixels map(ServedModel served, Prediction prediction, Set<String> classes) throws FailedException {
        List<String> known = served.output().classes();
        var unknown = new TreeSet<>(classes);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new FailedException(new Failure.InvalidRequest("classes: model \"%s\" knows no \"%s\", but %s"
                    .formatted(served.name(), unknown.first(), known.isEmpty() ? "no classes" : known)));
        }
        return switch (prediction) {
            case Prediction.Alpha one -> one.map();
            case Prediction.ClassMap all
            when classes.isEmpty() -> all.foreground().map();
            case Prediction.ClassMap all ->
                all.only(classes.stream().map(known::indexOf).toList()).map();
            case Prediction.Probabilities ignored -> throw misplaced(prediction);
            case Prediction.Angle ignored -> throw misplaced(prediction);
        };
    }

    /** What the source itself has of alpha is the most that anybody can say; the mask becomes the scene's. */
    private Mask withinSource(Mask mask) throws FailedException, InterruptedException {
        owned.add(mask);
        Optional<Mask> limit = photo.transparency();
        if (limit.isEmpty()) return mask;
        Mask limited = render(() -> mask.within(limit.get()));
        owned.add(limited);
        return limited;
    }

    private Mask atPhotoSize(Pixels map, Filter filter) {
        try (Mask small = Mask.of(map.bytes(), map.size())) {
            return small.resizedTo(photo.size(), filter);
        }
    }

    @Override
    public Mask matte(String model, Trimap trimap, int longest) throws FailedException, InterruptedException {
        ServedModel served = served(model, Task.MATTE);
        PixelSize size = photo.size().within(longest);
        Pixels pixels = render(() -> trimap.under(photo.sample(served.input().sampling(size))));
        Prediction prediction = submit(served, pixels);
        if (!(prediction instanceof Prediction.Alpha(Pixels map))) throw misplaced(prediction);
        if (second.isPresent()) compareMatte(second.get(), served, trimap, size, pixels, prediction);
        Mask matte = render(() -> atPhotoSize(map, served.output().filter()));
        owned.add(matte);
        return matte;
    }

    /** The trimap is the operation's, and gone before another thread could look at it. */
    private void compareMatte(
            SecondOpinion opinion, ServedModel served, Trimap trimap, PixelSize size, Pixels pixels, Prediction said)
            throws InterruptedException {
        opinion.onAtOnce(
                served,
                pixels,
                said,
                other -> render(() -> trimap.under(photo.sample(other.input().sampling(size)))));
    }

    @Override
    public List<ImageResult.Label> labels(String model) throws FailedException, InterruptedException {
        ServedModel served = served(model, Task.CLASSIFY);
        Prediction prediction = ask(served, photo.size());
        if (!(prediction instanceof Prediction.Probabilities(List<Float> values))) throw misplaced(prediction);
        List<ImageResult.Label> all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            all.add(new ImageResult.Label(served.output().classes().get(i), Math.clamp(values.get(i), 0f, 1f)));
        }
        all.sort(Comparator.comparingDouble(ImageResult.Label::probability).reversed());
        doubt(1 - all.getFirst().probability());
        return all;
    }

    @Override
    public Heading angle(String model, int looks) throws FailedException, InterruptedException {
        ServedModel served = served(model, Task.ROTATE);
        List<Pixels> pictures = new ArrayList<>();
        for (int look = 0; look < looks; look++) {
            double turn = Heading.turn(look, looks);
            pictures.add(render(() -> turned(served, turn)));
        }
        List<Double> said = new ArrayList<>();
        List<Prediction> predictions = submit(served, pictures);
        for (Prediction prediction : predictions) {
            if (!(prediction instanceof Prediction.Angle(float found))) throw misplaced(prediction);
            said.add(found - Heading.turn(said.size(), looks));
        }
        compare(
                served,
                pictures.getFirst(),
                predictions.getFirst(),
                photo.size()); // the first is of the photo as it is
        Heading heading = Heading.of(said);
        heading.uncertainty().ifPresent(this::doubt);
        return heading;
    }

    /** The photo as the model sees it, turned by so many degrees. */
    private Pixels turned(ServedModel served, double degrees) {
        Sampling sampling = served.input().sampling(photo.size());
        if (degrees == 0) return photo.sample(sampling);
        try (Photo turned = photo.turned(new Turn(degrees, Turn.Canvas.KEEP), Optional.of(BLACK))) {
            return turned.sample(served.input().sampling(turned.size()));
        }
    }

    @Override
    public void turn(Photo turned, UnaryOperator<Mask> turn, double degrees)
            throws FailedException, InterruptedException {
        owned.add(turned);
        this.degrees = Optional.of(degrees);
        if (turned == photo) return;
        photo = turned;
        masks.clear(); // they were of the photo before
        Optional<Mask> before = alpha;
        alpha = Optional.empty();
        if (given.isPresent()) {
            Mask map = render(() -> turn.apply(given.get().map()));
            owned.add(map);
            given = Optional.of(new Given(map, given.get().kind()));
        }
        if (before.isPresent()) alpha(render(() -> turn.apply(before.get())));
    }

    @Override
    public void show(String role, Picture picture) {
        pictures.put(role, picture);
    }

    @Override
    public Optional<Picture> shown(String role) {
        return Optional.ofNullable(pictures.get(role));
    }

    @Override
    public List<String> shown() {
        return List.copyOf(pictures.keySet());
    }

    @Override
    public void part(String role, Mask part) {
        parts.add(new ImageResult.Part(role, part.coverage(), part.box(), boxed(part.edgeSoftness())));
    }

    private Optional<List<ImageResult.Part>> parts() {
        return parts.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(parts));
    }

    @Override
    public void label(List<ImageResult.Label> labels) {
        this.labels = labels;
    }

    private void doubt(double one) {
        uncertainty = Optional.of(Math.max(one, uncertainty.orElse(0.0)));
    }

    private ServedModel served(String model, Task task) throws FailedException {
        ServedModel served = models.get(model);
        if (served.task() == task) return served;
        throw new FailedException(new Failure.InvalidRequest("model: \"%s\" is for task %s, one for task %s expected"
                .formatted(model, spelled(served.task()), spelled(task))));
    }

    static String spelled(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }

    /** The model's opinion of the photo. */
    private Prediction ask(ServedModel served, PixelSize size) throws FailedException, InterruptedException {
        Pixels pixels = render(() -> photo.sample(served.input().sampling(size)));
        Prediction said = submit(served, pixels);
        compare(served, pixels, said, size);
        return said;
    }

    private void compare(ServedModel served, Pixels pixels, Prediction said, PixelSize size) {
        if (second.isEmpty()) return;
        Photo shown = photo; // which a later step may turn
        second.get()
                .on(served, pixels, said, other -> shown.sample(other.input().sampling(size)));
    }

    private Prediction submit(ServedModel served, Pixels pixels) throws FailedException, InterruptedException {
        return submit(served, List.of(pixels)).getFirst();
    }

    /** Several wait for their batches side by side, which may be one. */
    private List<Prediction> submit(ServedModel served, List<Pixels> pictures)
            throws FailedException, InterruptedException {
        var asked = pictures.stream()
                .map(pixels -> served.batcher().submit(pixels, urgency))
                .toList();
        List<Prediction> said = new ArrayList<>();
        for (var one : asked) {
            try {
                said.add(told(served, one.get().orThrow()));
            } catch (ExecutionException | CancellationException e) {
                throw new FailedException(new Failure.Internal(e.toString()));
            }
        }
        return said;
    }

    private Prediction told(ServedModel served, Batched<Prediction> batched) {
        watch.ran(batched);
        double nanos = (double) batched.run().took().toNanos() / batched.run().size();
        acceleratorNanos.merge(served.name(), nanos, Double::sum);
        uses.put(
                served.name(),
                new ImageResult.ModelUse(
                        served.name(),
                        served.version(),
                        served.sha256(),
                        served.device(),
                        batched.run().size(),
                        Optional.of(Stopwatch.hundredths(acceleratorNanos.get(served.name())))));
        return batched.output();
    }

    /** The manifest's task and head fit together, which loading has checked. */
    private static IllegalStateException misplaced(Prediction prediction) {
        return new IllegalStateException("a prediction of another task: " + prediction);
    }

    @Override
    public <T> T render(Outcome.Work<T> work) throws FailedException, InterruptedException {
        return watch.time(Stage.RENDER, () -> cores.run(work, urgency.asker(), watch::cpu));
    }

    ImageResult.Measures measures() throws FailedException, InterruptedException {
        if (alpha.isEmpty()) {
            return new ImageResult.Measures(
                    Optional.empty(), Optional.empty(), Optional.empty(), uncertainty, degrees, labels, parts());
        }
        Mask shown = alpha.get();
        return render(() -> new ImageResult.Measures(
                Optional.of(shown.coverage()),
                shown.box(),
                boxed(shown.edgeSoftness()),
                uncertainty,
                degrees,
                labels,
                parts()));
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    double acceleratorMillis() {
        return Stopwatch.hundredths(acceleratorNanos.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum());
    }

    List<ImageResult.ModelUse> uses() {
        return List.copyOf(uses.values());
    }

    @Override
    public void close() {
        second.ifPresent(SecondOpinion::close);
        for (AutoCloseable one : owned) {
            switch (one) {
                case Mask mask -> mask.close();
                case Photo picture -> picture.close();
                default -> throw new IllegalStateException("neither mask nor photo: " + one);
            }
        }
    }
}
