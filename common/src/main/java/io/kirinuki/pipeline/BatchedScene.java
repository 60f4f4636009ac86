package io.kirinuki.pipeline;

import io.kirinuki.batch.Batched;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.Prediction;
import io.kirinuki.operation.Scene;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** A scene over models that are served in batches. Closing frees the native memory. */
final class BatchedScene implements Scene, AutoCloseable {
    private final Photo photo;
    private final Map<String, ServedModel> models;
    private final Cores cores;
    private final Stopwatch watch;
    private final Map<String, Mask> masks = new LinkedHashMap<>();
    private final Map<String, ImageResult.ModelUse> uses = new LinkedHashMap<>();

    BatchedScene(Photo photo, Map<String, ServedModel> models, Cores cores, Stopwatch watch) {
        this.photo = photo;
        this.models = models;
        this.cores = cores;
        this.watch = watch;
    }

    @Override
    public Photo photo() {
        return photo;
    }

    @Override
    public Mask mask(String model) throws FailedException, InterruptedException {
        Mask known = masks.get(model);
        if (known != null) return known;
        ServedModel served = models.get(model);
        Pixels pixels = watch.time(
                Stage.RENDER, () -> cores.run(() -> photo.sample(served.input().sampling(photo.size()))));
        Batched<Prediction> batched = await(served, pixels);
        watch.add(Stage.QUEUE, batched.queued());
        watch.add(Stage.INFER, batched.ran());
        uses.put(
                model,
                new ImageResult.ModelUse(
                        served.name(), served.version(), served.sha256(), served.device(), batched.size()));
        Mask mask = watch.time(
                Stage.RENDER,
                () -> cores.run(() -> {
                    Pixels alpha = alpha(batched.output(), served);
                    try (Mask small = Mask.of(alpha.bytes(), alpha.size())) {
                        return small.resizedTo(photo.size(), served.output().filter());
                    }
                }));
        masks.put(model, mask);
        return mask;
    }

    private static Pixels alpha(Prediction prediction, ServedModel served) throws FailedException {
        return switch (prediction) {
            case Prediction.Alpha alpha -> alpha.map();
            case Prediction.ClassMap classes -> classes.foreground().map();
            case Prediction.Probabilities ignored -> throw noMask(served, "classes");
            case Prediction.Angle ignored -> throw noMask(served, "an angle");
        };
    }

    private static FailedException noMask(ServedModel served, String what) {
        return new FailedException(new Failure.InvalidRequest(
                "model: \"%s\" gives %s, a model that gives masks expected".formatted(served.name(), what)));
    }

    private static Batched<Prediction> await(ServedModel served, Pixels pixels)
            throws FailedException, InterruptedException {
        try {
            return served.batcher().submit(pixels).get().orThrow();
        } catch (ExecutionException | CancellationException e) {
            throw new FailedException(new Failure.Internal(e.toString()));
        }
    }

    @Override
    public <T> T render(Outcome.Work<T> work) throws FailedException, InterruptedException {
        return watch.time(Stage.RENDER, () -> cores.run(work));
    }

    /** Of the mask asked for first; nothing covered where no operation asked for one. */
    ImageResult.Measures measures() throws FailedException, InterruptedException {
        if (masks.isEmpty()) return new ImageResult.Measures(0, Optional.empty());
        Mask mask = masks.values().iterator().next();
        return render(() -> new ImageResult.Measures(mask.coverage(), mask.box()));
    }

    List<ImageResult.ModelUse> uses() {
        return List.copyOf(uses.values());
    }

    @Override
    public void close() {
        masks.values().forEach(Mask::close);
        photo.close();
    }
}
