package io.kirinuki.benchmark;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.compose.Composition;
import io.kirinuki.image.compose.Foreground;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelManifest;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.Prediction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A cut-out of a file, stage by stage on the calling thread: the journey's own steps without a store. Gives what each stage
 * took of the CPU, in nanoseconds. Speaks in Java's own types, as {@link EngineRun} does and for the same reason.
 */
public final class CutoutStages implements Function<byte[], Map<String, Long>> {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ModelManifest manifest;
    private final Accelerator.Lane<Pixels, Prediction> lane;
    private Map<String, Long> nanos = Map.of();

    public CutoutStages() throws Exception {
        Path model = subject();
        this.manifest = ModelManifest.read(model.resolve("model.yaml"));
        this.lane = Network.load(model, NetworkOptions.of(Device.CPU, 1)).open();
    }

    /** The newest subject network there is at home. */
    public static Path subject() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of(System.getProperty("kirinuki.home"), "models", "subject"))) {
            return versions.filter(version -> version.getFileName().toString().matches("\\d{1,9}"))
                    .max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .orElseThrow();
        }
    }

    @Override
    public Map<String, Long> apply(byte[] file) {
        try {
            var unused = cutOut(file);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return nanos;
    }

    /** The cut-out, a PNG. One thread at a time. */
    public Blob cutOut(byte[] file) throws Exception {
        nanos = new LinkedHashMap<>();
        Photo photo = timed(
                "decode",
                () -> PhotoFile.read(file, HeaderProbe.probe(file).orThrow()).orThrow());
        Pixels pixels = timed("sample", () -> photo.sample(manifest.input().sampling(photo.size())));
        Prediction prediction = timed("network", () -> lane.run(List.of(pixels)).getFirst());
        Pixels map = ((Prediction.Alpha) prediction).map();
        Mask alpha =
                timed("mask", () -> resized(map, photo.size(), manifest.output().filter()));
        Foreground colours = timed("separate", () -> Foreground.of(photo, alpha));
        Composition composition = Composition.of(photo, alpha).with(colours);
        Blob png = timed("compose, png", () -> FastPng.encode(composition.picture()));
        timed("digest", png::sha256);
        timed(
                "measures",
                () -> alpha.coverage()
                        + alpha.box().hashCode()
                        + alpha.edgeSoftness().hashCode());
        alpha.close();
        photo.close();
        return png;
    }

    private static Mask resized(Pixels map, PixelSize size, Filter filter) {
        try (Mask small = Mask.of(map.bytes(), map.size())) {
            return small.resizedTo(size, filter);
        }
    }

    private <T> T timed(String stage, Callable<T> work) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        T result = work.call();
        nanos.merge(stage, THREADS.getCurrentThreadCpuTime() - start, Long::sum);
        return result;
    }
}
