package io.kirinuki.benchmark;

import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Traffic;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.local.standin.MemoryStore;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.Cores;
import io.kirinuki.pipeline.EngineListener;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Limits;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.ModelLoader;
import io.kirinuki.pipeline.Models;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.pipeline.Product;
import io.kirinuki.pipeline.ServedModel;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * An engine as a worker has it, over a store in memory, and photos for it. Speaks to who made it in Java's own types alone,
 * so that two builds of the engine can be held beside each other in one process.
 */
public final class EngineRun implements Callable<Integer>, IntFunction<Map<String, byte[]>> {
    public static final int IN_FLIGHT = 16;

    private final MemoryStore store = new MemoryStore();
    private final String pipeline;
    private final int photos;
    private final ImageEngine engine;

    public EngineRun(List<byte[]> photos, String pipeline) throws Exception {
        this.pipeline = pipeline;
        this.photos = photos.size();
        for (int i = 0; i < photos.size(); i++) {
            var unused = store.put(photo(i), "image/jpeg", Blob.of(photos.get(i)));
        }
        this.engine = over(store);
    }

    /** An engine as a worker has it, artifacts to a bucket of that name, with as many images in flight as are here. */
    public static ImageEngine over(ObjectStore store) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ModelListener silent = new ModelListener() {
            @Override
            public void served(ModelFolder folder, ServedModel model, Optional<ServedModel> before) {}

            @Override
            public void refused(ModelFolder folder, String why) {}
        };
        Models models = Models.open(
                Path.of(System.getProperty("kirinuki.home"), "models"),
                Duration.ZERO,
                ByteSize.mebibytes(512),
                ModelLoader.of(
                        NetworkOptions.of(Device.CPU, Device.CPU.maxBatch()),
                        new BatcherConfig(Device.CPU.lanes(cores), Duration.ZERO),
                        (name, size, capacity, ran) -> {}),
                silent);
        ImageEngine.warmUp();
        return new ImageEngine(
                store,
                Pipelines.builtIn(),
                models,
                new Limits(ByteSize.mebibytes(64), 100_000_000, ByteSize.mebibytes(128), 200_000_000, IN_FLIGHT),
                new ImageEngine.DefaultOutput("artifacts", "", false),
                new Cores(cores),
                EngineListener.NONE);
    }

    private static ObjectRef photo(int i) {
        return ObjectRef.of("photos", i + ".jpg");
    }

    /** All photos, as many at a time as a worker takes; a number that stands for all files that came of them. */
    @Override
    public Integer call() throws Exception {
        return run(1);
    }

    /** The same so many times, one after the other without a pause between. */
    public int run(int times) throws Exception {
        List<CompletableFuture<Outcome<Product>>> futures = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            for (int i = 0; i < photos; i++) futures.add(submitted(i));
        }
        int digest = 0;
        for (var future : futures) {
            for (ImageResult.Artifact artifact : future.get().orThrow().artifacts()) {
                digest = 31 * digest + artifact.sha256().hashCode();
            }
        }
        return digest;
    }

    /** Of one photo every artifact, by its role. */
    @Override
    public Map<String, byte[]> apply(int photo) {
        try {
            Map<String, byte[]> files = new LinkedHashMap<>();
            for (ImageResult.Artifact artifact :
                    submitted(photo).get().orThrow().artifacts()) {
                try (var open = store.open(ObjectRef.of(artifact.bucket(), artifact.key()))
                        .orThrow()) {
                    files.put(artifact.role(), open.read().orThrow());
                }
            }
            return files;
        } catch (Exception e) {
            throw new IllegalStateException("photo " + photo, e);
        }
    }

    private CompletableFuture<Outcome<Product>> submitted(int photo) {
        return engine.submit(ImageRequest.of(Integer.toString(photo), photo(photo), pipeline), Traffic.LIVE);
    }
}
