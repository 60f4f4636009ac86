package io.kirinuki.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.kirinuki.batch.Accelerator;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Canvas;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.compose.Composition;
import io.kirinuki.image.compose.Foreground;
import io.kirinuki.image.compose.Ground;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelManifest;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.Prediction;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What a cut-out costs of the CPU, stage by stage, on one thread: the journey's own steps without a store. Photos are
 * enlarged where they are smaller, and get a little noise then, as sensors have it. Its figures are CPU time, which a
 * crowded machine changes less than it does the clock's. Behind them: bytes a picture, and a number that stands for all
 * the files, to tell whether a change changed them.
 *
 * <p>Run: {@code benchmarks/run CutoutBenchmark FOLDER [WIDTHxHEIGHT] [pictures] [rounds]}.
 */
public final class CutoutBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<String, Long> nanos = new LinkedHashMap<>();
    private final ModelManifest manifest;
    private final Accelerator.Lane<Pixels, Prediction> lane;
    private long written;
    private int digests;

    private CutoutBenchmark(ModelManifest manifest, Accelerator.Lane<Pixels, Prediction> lane) {
        this.manifest = manifest;
        this.lane = lane;
    }

    public static void main(String[] arguments) throws Exception {
        String[] size = (arguments.length > 1 ? arguments[1] : "1600x1200").split("x", 2);
        int width = Integer.parseInt(size[0]);
        int height = Integer.parseInt(size[1]);
        int pictures = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        List<byte[]> photos = photos(Path.of(arguments[0]), width, height, pictures);
        Path model = Path.of(System.getProperty("kirinuki.home"), "models", "subject", "3");
        var operatingSystem = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (Network network = Network.load(model, NetworkOptions.of(Device.CPU, 1));
                var lane = network.open()) {
            CutoutBenchmark benchmark = new CutoutBenchmark(ModelManifest.read(model.resolve("model.yaml")), lane);
            for (int round = 0; round <= rounds; round++) {
                benchmark.nanos.clear();
                benchmark.written = 0;
                benchmark.digests = 0;
                long before = operatingSystem.getProcessCpuTime();
                int count = 0;
                do {
                    for (byte[] photo : photos) benchmark.cutOut(photo);
                    count += photos.size();
                } while (round == 0 && operatingSystem.getProcessCpuTime() - before < 12_000_000_000L); // warms the JIT
                long whole = operatingSystem.getProcessCpuTime() - before;
                benchmark.print(round == 0 ? "warm-up" : "round " + round, whole, count);
            }
        }
        System.exit(0);
    }

    private void cutOut(byte[] file) throws Exception {
        Photo photo = timed(
                "decode",
                () -> PhotoFile.read(file, HeaderProbe.probe(file).orThrow()).orThrow());
        Pixels pixels = timed("sample", () -> photo.sample(manifest.input().sampling(photo.size())));
        Prediction prediction = timed("network", () -> lane.run(List.of(pixels)).getFirst());
        Pixels map = ((Prediction.Alpha) prediction).map();
        Mask alpha =
                timed("mask", () -> resized(map, photo.size(), manifest.output().filter()));
        Foreground colours = timed("separate", () -> Foreground.of(photo, alpha));
        Composition composition = new Composition(
                photo,
                alpha,
                Optional.of(colours),
                new Ground.Transparent(),
                Optional.empty(),
                Canvas.whole(photo.size()),
                false);
        Blob png = timed("compose, png", () -> FastPng.encode(composition.picture()));
        digests = 31 * digests + timed("digest", png::sha256).hashCode();
        timed(
                "measures",
                () -> alpha.coverage()
                        + alpha.box().hashCode()
                        + alpha.edgeSoftness().hashCode());
        written += png.length();
        alpha.close();
        photo.close();
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

    private void print(String name, long whole, int count) {
        StringBuilder line = new StringBuilder();
        nanos.forEach(
                (stage, time) -> line.append(String.format(Locale.ROOT, " | %s %.2f", stage, time / 1e6 / count)));
        System.out.printf(
                Locale.ROOT,
                "%s: CPU ms a picture, whole process %.2f%s | %d bytes | %08x%n",
                name,
                whole / 1e6 / count,
                line,
                written / count,
                digests);
    }

    private static List<byte[]> photos(Path folder, int width, int height, int most) throws Exception {
        opencv_core.setNumThreads(1);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        List<byte[]> photos = new ArrayList<>();
        for (Path file : files) {
            if (photos.size() == most) break;
            try (Mat photo = opencv_imgcodecs.imread(file.toString())) {
                if (photo.empty() || photo.cols() * 3 != photo.rows() * 4) continue;
                photos.add(
                        photo.cols() == width && photo.rows() == height
                                ? Files.readAllBytes(file)
                                : enlarged(photo, width, height, photos.size()));
            }
        }
        return photos;
    }

    private static byte[] enlarged(Mat photo, int width, int height, long seed) {
        try (Mat large = new Mat();
                BytePointer file = new BytePointer();
                IntPointer quality = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, 90)) {
            opencv_imgproc.resize(photo, large, new Size(width, height), 0, 0, opencv_imgproc.INTER_CUBIC);
            byte[] pixels = new byte[width * height * 3];
            large.data().get(pixels);
            Random random = new Random(seed);
            for (int i = 0; i < pixels.length; i++) {
                int value = (pixels[i] & 0xff) + (int) Math.round(2 * random.nextGaussian());
                pixels[i] = (byte) Math.clamp(value, 0, 255);
            }
            large.data().put(pixels);
            opencv_imgcodecs.imencode(".jpg", large, file, quality);
            byte[] bytes = new byte[(int) file.limit()];
            file.get(bytes);
            return bytes;
        }
    }
}
