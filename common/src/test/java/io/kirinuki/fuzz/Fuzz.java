package io.kirinuki.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tries damaged files of every format in processes that may die of them, and keeps what they find: files of which
 * one dies, takes longer or more memory than is promised, throws, or leaves something behind. The same seed gives the same files.
 */
public final class Fuzz {
    private static final Pattern FINDING = Pattern.compile("FINDING (\\S+) (-?\\d+) (.*)");
    private static final Pattern TALLY = Pattern.compile("TALLY (\\d+) (.*)");
    private static final Pattern AT = Pattern.compile("AT (\\d+) (.*)");

    /**
     * How long, and with what.
     *
     * @param target a class that is a {@link Target}
     * @param inputs how many files all shards together try
     * @param smaller how many of the findings are made smaller; further ones are mostly the same
     * @param most when no further file is begun, be there some left; shards are ended then
     * @param folder for what is found
     */
    record Course(
            Class<? extends Target> target,
            long seed,
            long inputs,
            int shards,
            int smaller,
            Duration most,
            Path folder) {}

    /** A file that broke a promise; which one, and how. */
    record Finding(String kind, long number, String words, Path file) {}

    /** What came out. */
    record Report(long inputs, Map<String, Long> tally, List<Finding> findings) {
        String table() {
            StringBuilder table = new StringBuilder("%d inputs, %d findings%n".formatted(inputs, findings.size()));
            tally.forEach((outcome, count) -> table.append("%10d  %s%n".formatted(count, outcome)));
            for (Finding finding : findings) {
                table.append("%s: %s, number %d: %s%n"
                        .formatted(finding.kind(), finding.file(), finding.number(), finding.words()));
            }
            return table.toString();
        }
    }

    private final Course course;
    private final long deadline;
    private final Map<String, Long> tally = new TreeMap<>(); // guarded by this, as what follows
    private final List<Finding> findings = new ArrayList<>();
    private Mutants mutants; // made when something is found
    private long lastTold = System.nanoTime();

    private Fuzz(Course course) {
        this.course = course;
        this.deadline = System.nanoTime() + course.most().toNanos();
    }

    /** {@code common/fuzz --help} tells the options. */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(List.of(arguments));
        Path folder = Path.of(options.text("--folder", "target/fuzz"));
        Files.createDirectories(folder);
        if (options.has("--again")) {
            new ShardProcess(Decoding.class, folder, options.text("--again", ""))
                    .read(System.nanoTime() + Duration.ofMinutes(5).toNanos(), System.out::println);
            return;
        }
        Course course = new Course(
                Decoding.class,
                options.number("--seed", new Random().nextInt(1_000_000)),
                options.number("--inputs", 1_000_000),
                Math.toIntExact(options.number("--shards", 1)),
                5,
                Duration.ofMinutes(options.number("--minutes", 60)),
                folder);
        System.out.printf("seed %d, %d inputs in %d processes%n", course.seed(), course.inputs(), course.shards());
        Report report = run(course);
        System.out.print(report.table());
        System.exit(report.findings().isEmpty() ? 0 : 1);
    }

    /** What was said, by name; each name is followed by a value. */
    private record Options(List<String> said) {
        boolean has(String name) {
            return said.contains(name);
        }

        String text(String name, String otherwise) {
            int at = said.indexOf(name);
            return at < 0 || at + 1 >= said.size() ? otherwise : said.get(at + 1);
        }

        long number(String name, long otherwise) {
            return Long.parseLong(text(name, Long.toString(otherwise)).replace("_", ""));
        }
    }

    static Report run(Course course) throws IOException, InterruptedException {
        Files.createDirectories(course.folder());
        Fuzz fuzz = new Fuzz(course);
        try (ExecutorService shards = Executors.newFixedThreadPool(course.shards())) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < course.shards(); i++) {
                int shard = i;
                running.add(shards.submit(() -> {
                    fuzz.shard(shard);
                    return null;
                }));
            }
            for (Future<?> each : running) each.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return fuzz.report();
    }

    private synchronized Report report() {
        long inputs = tally.values().stream().mapToLong(Long::longValue).sum();
        return new Report(inputs, Map.copyOf(tally), List.copyOf(findings));
    }

    /** One process after the other until all numbers of this shard are tried: each goes on behind what the last died of. */
    private void shard(int shard) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(course.folder().resolve("shard-" + shard));
        long next = shard;
        while (next < course.inputs() && System.nanoTime() < deadline) {
            long count = (course.inputs() - next + course.shards() - 1) / course.shards();
            ShardProcess process =
                    new ShardProcess(course.target(), folder, course.seed(), next, course.shards(), count);
            AtomicLong told = new AtomicLong();
            boolean ended = process.read(deadline, line -> told.addAndGet(heard(line)));
            if (ended || System.nanoTime() >= deadline) return;
            Map.Entry<Long, byte[]> last = Shard.current(folder);
            if (process.exit() != Shard.HANGS) found("crash", last.getKey(), process.lastWords());
            count("tried by a process that died", (last.getKey() - next) / course.shards() + 1 - told.get());
            next = last.getKey() + course.shards();
        }
    }

    private synchronized void count(String outcome, long count) {
        tally.merge(outcome, count, Long::sum);
    }

    /** How many inputs it tells the outcome of. */
    private synchronized long heard(String line) {
        Matcher finding = FINDING.matcher(line);
        Matcher tallied = TALLY.matcher(line);
        Matcher at = AT.matcher(line);
        if (tallied.matches()) {
            long inputs = Long.parseLong(tallied.group(1));
            count(tallied.group(2), inputs);
            return inputs;
        }
        if (finding.matches()) found(finding.group(1), Long.parseLong(finding.group(2)), finding.group(3));
        else if (at.matches()
                && System.nanoTime() - lastTold > Duration.ofMinutes(1).toNanos()) {
            lastTold = System.nanoTime();
            System.out.printf("%s, %d findings%n", line, findings.size());
        }
        return 0;
    }

    /** Kept as it is and, where that is known at once, as little of it as breaks the same promise. */
    private synchronized void found(String kind, long number, String words) {
        if (mutants == null) mutants = new Mutants(Shard.seeds(), course.seed());
        byte[] file = mutants.mutant(number);
        Path kept = course.folder().resolve("%s-%d-%d".formatted(kind, course.seed(), number));
        try {
            Files.write(kept, file);
            if (!kind.equals("growth") && findings.size() < course.smaller()) {
                Path folder = Files.createDirectories(course.folder().resolve("smaller"));
                Files.write(
                        kept.resolveSibling(kept.getFileName() + ".small"),
                        Smaller.of(file, Smaller.inAProcess(kind, course.target(), folder)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        findings.add(new Finding(kind, number, words, kept));
        System.out.printf("FOUND %s, %d bytes: %s%n", kept, file.length, words);
    }
}
