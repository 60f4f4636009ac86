package io.kirinuki.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * What a picture costs the engine alone: the real one with the shipped models, no broker, a store in memory. Prints the
 * process's CPU time and Java's allocations a picture, and a number that stands for all files, to tell whether a change
 * changed them. CPU time is what a crowded machine changes least.
 *
 * <p>Given the classes of another build, as {@code OTHER/common/target/classes:OTHER/schemas/target/classes}, both are run
 * in turns in this one process, and at the end every picture of both is decoded and held against the other's.
 *
 * <p>Run: {@code benchmarks/run EngineBenchmark FOLDER [WIDTHxHEIGHT] [pictures] [rounds] [pipeline] [CLASSES]}.
 */
public final class EngineBenchmark {
    private static final long WARM_UP_NANOS = Long.getLong("warm", 15) * 1_000_000_000L;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Object run;
    private final int pictures;
    private final List<Double> millis = new ArrayList<>();
    private long allocated;
    private int digest;

    private EngineBenchmark(String name, Object run, int pictures) {
        this.name = name;
        this.run = run;
        this.pictures = pictures;
    }

    public static void main(String[] arguments) throws Exception {
        String[] size = (arguments.length > 1 ? arguments[1] : "1600x1200").split("x", 2);
        int pictures = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        String pipeline = arguments.length > 4 ? arguments[4] : "cutout";
        Optional<String> other = arguments.length > 5 ? Optional.of(arguments[5]) : Optional.empty();
        List<byte[]> photos =
                LargePhotos.of(Path.of(arguments[0]), Integer.parseInt(size[0]), Integer.parseInt(size[1]), pictures);

        List<EngineBenchmark> all = new ArrayList<>();
        if (other.isPresent()) {
            Class<?> run = new OtherBuild(other.get()).loadClass(EngineRun.class.getName());
            all.add(new EngineBenchmark(
                    "other",
                    run.getConstructor(List.class, String.class).newInstance(photos, pipeline),
                    photos.size()));
        }
        all.add(new EngineBenchmark("this", new EngineRun(photos, pipeline), photos.size()));
        for (EngineBenchmark each : all) each.warmUp();
        for (int round = 0; round < rounds; round++) {
            for (EngineBenchmark each : round % 2 == 0 ? all : all.reversed()) each.measure();
        }
        for (EngineBenchmark each : all) each.print();
        if (all.size() == 2) compare(all.getFirst(), all.getLast());
        System.exit(0);
    }

    @SuppressWarnings("unchecked") // see EngineRun
    private int runs() throws Exception {
        return ((Callable<Integer>) run).call();
    }

    @SuppressWarnings("unchecked") // see EngineRun
    private Map<String, byte[]> files(int picture) {
        return ((IntFunction<Map<String, byte[]>>) run).apply(picture);
    }

    private void warmUp() throws Exception {
        long before = SYSTEM.getProcessCpuTime();
        while (SYSTEM.getProcessCpuTime() - before < WARM_UP_NANOS) digest = runs();
    }

    private void measure() throws Exception {
        long memory = THREADS.getTotalThreadAllocatedBytes();
        long before = SYSTEM.getProcessCpuTime();
        digest = runs();
        millis.add((SYSTEM.getProcessCpuTime() - before) / 1e6 / pictures);
        allocated = (THREADS.getTotalThreadAllocatedBytes() - memory) / pictures;
    }

    private void print() {
        double[] sorted = millis.stream().mapToDouble(each -> each).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: CPU ms a picture: median %.2f, least %.2f | %d kB of heap allocated | %08x | %s%n",
                name,
                sorted[sorted.length / 2],
                sorted[0],
                allocated / 1000,
                digest,
                Arrays.toString(Arrays.stream(sorted)
                        .mapToObj(each -> String.format(Locale.ROOT, "%.1f", each))
                        .toArray()));
    }

    private static void compare(EngineBenchmark one, EngineBenchmark two) throws IOException {
        int files = 0;
        int same = 0;
        long bytesOfOne = 0;
        long bytesOfTwo = 0;
        long samples = 0;
        long unlike = 0;
        long sum = 0;
        int most = 0;
        for (int picture = 0; picture < one.pictures; picture++) {
            Map<String, byte[]> of = one.files(picture);
            Map<String, byte[]> with = two.files(picture);
            if (!of.keySet().equals(with.keySet())) throw new IllegalStateException(of.keySet() + " " + with.keySet());
            for (String role : of.keySet()) {
                bytesOfOne += of.get(role).length;
                bytesOfTwo += with.get(role).length;
                byte[] these = decoded(of.get(role));
                byte[] those = decoded(with.get(role));
                files++;
                if (Arrays.equals(these, those)) same++;
                samples += these.length;
                for (int i = 0; i < these.length; i++) {
                    int difference = Math.abs((these[i] & 0xff) - (those[i] & 0xff));
                    if (difference > 0) unlike++;
                    sum += difference;
                    most = Math.max(most, difference);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d of %d pictures have the same pixels; of %d samples %d differ, by %.5f of 255 on average over all, by %d at most; bytes %d -> %d%n",
                same,
                files,
                samples,
                unlike,
                (double) sum / samples,
                most,
                bytesOfOne,
                bytesOfTwo);
    }

    private static byte[] decoded(byte[] file) {
        try (BytePointer bytes = new BytePointer(file);
                Mat held = new Mat(1, file.length, opencv_core.CV_8UC1, bytes);
                Mat picture = opencv_imgcodecs.imdecode(held, opencv_imgcodecs.IMREAD_UNCHANGED)) {
            byte[] pixels = new byte[Math.toIntExact(picture.total() * picture.elemSize())];
            picture.data().get(pixels);
            return pixels;
        }
    }
}
