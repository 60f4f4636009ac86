package io.kirinuki.fuzz;

import io.kirinuki.image.PixelSize;
import io.kirinuki.specimen.Specimens;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A process that tries one file after the other and may die of any. What it is at lies in a file of its folder, so that
 * its parent finds it there; all else it tells in lines: {@code AT number}, {@code TALLY count outcome}, {@code FINDING kind
 * number words}, and {@code END} when all are done. It ends itself where a file takes too long.
 */
final class Shard {
    static final int HANGS = 3;
    static final String DONE = "END";
    static final String CURRENT = "current";
    static final int LARGEST_FILE = 4 << 20;

    /** What the collector, the compiler and libraries take in between. */
    private static final long NOISE = 48L << 20;

    private static final long GROWTH = 96L << 20;
    private static final int WARM = 10_000;
    private static final int CHECK = 5_000;

    private final Target target;
    private final MappedByteBuffer current;
    private final ProcessMemory memory = new ProcessMemory();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<String, Long> tally = new TreeMap<>();
    private final long worker = Thread.currentThread().threadId();
    private long resident;
    private long started; // CPU nanoseconds of the worker; guarded by this, as number is
    private long number;
    private boolean busy;

    private Shard(Target target, Path folder) throws IOException {
        this.target = target;
        this.current = mapped(folder.resolve(CURRENT));
    }

    /** Arguments: the target's class, a folder, and a seed, the first number, their step, how many; or one file. */
    public static void main(String[] arguments) throws Exception {
        Target target =
                (Target) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        Shard shard = new Shard(target, Path.of(arguments[1]));
        shard.watch();
        if (arguments.length == 3) shard.again(Files.readAllBytes(Path.of(arguments[2])));
        else shard.mutants(arguments);
        System.out.println(DONE);
        Runtime.getRuntime().halt(0);
    }

    private void again(byte[] file) {
        memory.forgetPeak();
        one(-1, file);
        tell();
    }

    private void mutants(String[] arguments) {
        List<byte[]> seeds = seeds();
        for (byte[] seed : seeds) warm(seed);
        Mutants mutants = new Mutants(seeds, Long.parseLong(arguments[2]));
        run(mutants, Long.parseLong(arguments[3]), Long.parseLong(arguments[4]), Long.parseLong(arguments[5]));
    }

    /** Two sizes: of one block and tile, and of several. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(Specimens.all(new PixelSize(24, 16)));
        seeds.addAll(Specimens.all(new PixelSize(41, 33)));
        return seeds;
    }

    private static MappedByteBuffer mapped(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 12L + LARGEST_FILE);
        }
    }

    /** What a shard was at when it ended: its number, and the file. */
    static Map.Entry<Long, byte[]> current(Path folder) throws IOException {
        ByteBuffer at = mapped(folder.resolve(CURRENT));
        long number = at.getLong();
        byte[] file = new byte[at.getInt()];
        at.get(file);
        return Map.entry(number, file);
    }

    /** What is made once and kept is made now, and counts as nobody's. */
    private void warm(byte[] seed) {
        try {
            target.tried(-1, seed);
        } catch (Throwable kept) { // whatever goes on is found again
            return;
        }
    }

    private void run(Mutants mutants, long first, long step, long count) {
        for (long i = 0; i < count; i++) {
            long mutant = first + i * step;
            one(mutant, mutants.mutant(mutant));
            if (i % CHECK == CHECK - 1) check(mutant, i + 1);
        }
        tell();
    }

    private void one(long mutant, byte[] file) {
        current.putLong(0, mutant).putInt(8, file.length).put(12, file);
        begin(mutant);
        long before = memory.resident();
        String outcome;
        try {
            outcome = target.tried(mutant, file);
        } catch (Throwable broken) { // that nothing of it gets here is what is tried
            outcome = "FINDING";
            finding("broken", mutant, words(broken));
        } finally {
            end();
        }
        tally.merge(outcome, 1L, Long::sum);
        long peak = memory.peak() - before;
        if (peak > NOISE && peak > NOISE + target.allowed(file)) {
            finding("memory", mutant, "%d MiB at the peak, %s".formatted(peak >> 20, outcome));
            memory.forgetPeak();
        }
    }

    private void check(long mutant, long done) {
        memory.forgetPeak();
        long now = memory.resident();
        if (done <= WARM) resident = now;
        if (now - resident > GROWTH) {
            finding("growth", mutant, "%d MiB since number %d of this process".formatted(now - resident >> 20, WARM));
            resident = now;
        }
        System.out.printf("AT %d resident %d MiB%n", mutant, now >> 20);
        tell();
    }

    private void tell() {
        tally.forEach((outcome, count) -> System.out.printf("TALLY %d %s%n", count, outcome));
        tally.clear();
        System.out.flush();
    }

    private static String words(Throwable broken) {
        StringBuilder words = new StringBuilder(broken.toString().replaceAll("\\s+", " "));
        StackTraceElement[] trace = broken.getStackTrace();
        for (int i = 0; i < Math.min(4, trace.length); i++) words.append(" < ").append(trace[i]);
        return words.toString();
    }

    private static void finding(String kind, long mutant, String words) {
        System.out.printf("FINDING %s %d %s%n", kind, mutant, words);
    }

    private synchronized void begin(long mutant) {
        number = mutant;
        busy = true;
        started = threads.getThreadCpuTime(worker);
    }

    private synchronized void end() {
        busy = false;
    }

    private void watch() {
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try {
                    TimeUnit.MILLISECONDS.sleep(250);
                } catch (InterruptedException ends) {
                    return;
                }
                endIfItHangs();
            }
        });
    }

    private synchronized void endIfItHangs() {
        long took = threads.getThreadCpuTime(worker) - started;
        if (!busy || took < target.longest().toNanos()) return;
        finding("hang", number, "more than %s of CPU".formatted(target.longest()));
        System.out.flush();
        Runtime.getRuntime().halt(HANGS);
    }
}
