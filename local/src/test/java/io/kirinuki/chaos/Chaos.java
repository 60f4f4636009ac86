package io.kirinuki.chaos;

import io.kirinuki.store.MinioStore;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The suite that tries to break the promises: three workers, a broker and a store, each a process of its own, proxies
 * between them, a load that goes on, and faults without end; then everything is made whole, and every request,
 * answer, dead letter and artifact is counted. {@code local/chaos} runs it for long, {@code ChaosIT} for a short while.
 */
public final class Chaos {
    private static final int WORKERS = 3;
    /** What is not answered though all is well, and nothing else has been for so long, is lost. */
    private static final Duration LOST = Duration.ofSeconds(90);

    /** Requests that the first worker answers before anything goes wrong. */
    private static final int EXERCISE = 300;

    private static final Duration DOUBLES = Duration.ofSeconds(3);

    private final ChaosOptions options;
    private final Path folder;

    private Chaos(ChaosOptions options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /** Exits with 0 where all is well, 1 where something is not, and 2 where it cannot run. */
    public static void main(String[] words) throws Exception {
        ChaosOptions options;
        try {
            options = ChaosOptions.of(words);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + ChaosOptions.USAGE);
            System.exit(2);
            return;
        }
        Path folder = options.folder().isPresent()
                ? Files.createDirectories(options.folder().get())
                : Files.createTempDirectory("kirinuki-chaos-");
        System.out.println("seed " + options.seed() + "; data and logs are in " + folder);
        Verdict verdict = run(options, folder);
        System.out.print(verdict);
        System.exit(verdict.sound() ? 0 : 1);
    }

    static Verdict run(ChaosOptions options, Path folder) throws Exception {
        return new Chaos(possible(options), folder).run();
    }

    private static Optional<Path> faketime() throws IOException {
        String named = System.getenv("CHAOS_FAKETIME");
        if (named != null) return Optional.of(Path.of(named));
        Path root = Path.of("/usr/lib");
        if (!Files.isDirectory(root)) return Optional.empty();
        try (Stream<Path> found =
                Files.find(root, 3, (path, attributes) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
            return found.findFirst();
        }
    }

    private static ChaosOptions possible(ChaosOptions options) throws IOException {
        if (!options.kinds().contains(FaultKind.CLOCK_SET) || faketime().isPresent()) return options;
        System.out.println("no libfaketime is found (Debian: apt-get install faketime), so no clock is set");
        Set<FaultKind> kinds = EnumSet.copyOf(options.kinds());
        kinds.remove(FaultKind.CLOCK_SET);
        return new ChaosOptions(
                options.seed(),
                options.requests(),
                options.faults(),
                options.span(),
                options.real(),
                kinds,
                options.folder());
    }

    private Verdict run() throws Exception {
        long begun = System.nanoTime();
        Child.Java java = new Child.Java(classPath(), folder.resolve("classes.jsa"));
        Optional<Path> clock = options.kinds().contains(FaultKind.CLOCK_SET) ? faketime() : Optional.empty();
        int photos = options.requests() > 20_000 ? 2_000 : 300;
        try (Fleet fleet = new Fleet(folder, java, WORKERS, options.real(), clock);
                AutoCloseable hook = killedWith(fleet)) {
            fleet.startServers();
            try (MinioStore store = new MinioStore(fleet.storeConfig());
                    Load load = new Load(options.seed(), photos, fleet.bootstrap());
                    Witness witness = new Witness(fleet.bootstrap())) {
                load.upload(store);
                witness.start();
                fleet.archiveClasses(() -> exercise(load, witness));
                fleet.startWorkers();
                JobTrial jobs = new JobTrial(fleet, folder, store);
                Injector injector = new Injector(fleet, load, jobs, folder.resolve("faults.log"));
                injector.begin(
                        Schedule.of(options.seed(), options.faults(), options.span(), options.kinds(), WORKERS),
                        witness::answered);
                Thread progress = Thread.ofVirtual().start(() -> tell(injector, load, witness, begun));
                load.run(options.requests(), options.span(), injector::under, witness);
                progress.interrupt();
                injector.failIfBroken();
                fleet.heal();
                settle(witness);
                witness.stop();
                if (load.refused() > 0) System.out.println("given up by the producer: " + load.refused());
                ArtifactCheck artifacts = new ArtifactCheck(store, !options.real());
                artifacts.run(witness.artifacts());
                return verdict(begun, fleet, injector, witness, artifacts, jobs);
            }
        }
    }

    private static void exercise(Load load, Witness witness) throws InterruptedException {
        load.send(EXERCISE);
        while (witness.answered() < EXERCISE) {
            witness.failIfBroken();
            Thread.sleep(50);
        }
    }

    private static AutoCloseable killedWith(Fleet fleet) {
        Thread hook = new Thread(
                () -> {
                    try {
                        fleet.close();
                    } catch (IOException | InterruptedException e) {
                        System.err.println("processes may be left: " + e);
                    }
                },
                "end of the fleet");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> Runtime.getRuntime().removeShutdownHook(hook);
    }

    private static void tell(Injector injector, Load load, Witness witness, long begun) {
        int told = 0;
        try {
            while (true) {
                Thread.sleep(10_000);
                List<String> examples = witness.examples();
                for (; told < examples.size(); told++) System.out.println("! " + examples.get(told));
                System.out.printf(
                        "%5d s: %d sent, %d answered, %d faults%n",
                        (System.nanoTime() - begun) / 1_000_000_000, load.sent(), witness.answered(), injector.done());
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until all is answered, and a while longer for doubles to show themselves; or until nothing comes any more. */
    private static void settle(Witness witness) throws InterruptedException {
        long last = System.nanoTime();
        int before = -1;
        while (true) {
            witness.failIfBroken();
            int now = witness.asked() + witness.answered();
            if (now != before) last = System.nanoTime();
            before = now;
            Duration quiet = Duration.ofNanos(System.nanoTime() - last);
            if (quiet.compareTo(witness.waiting(0) > 0 ? LOST : DOUBLES) > 0) return;
            Thread.sleep(100);
        }
    }

    private Verdict verdict(
            long begun, Fleet fleet, Injector injector, Witness witness, ArtifactCheck artifacts, JobTrial jobs) {
        Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : options.kinds()) faults.put(kind, injector.done(kind));
        List<String> unsettled = new ArrayList<>();
        jobs.stuck().forEach(job -> unsettled.add("it does not end: " + job));
        int missing = jobs.missing(witness);
        if (missing > 0) unsettled.add(missing + " requests of submissions were not sent");
        return new Verdict(
                options,
                Duration.ofNanos(System.nanoTime() - begun),
                faults,
                witness.findings(),
                artifacts.checked(),
                artifacts.sampled(),
                artifacts.wrong(),
                jobs.count(),
                unsettled,
                fleet.ownEnds.get());
    }

    /**
     * Of the processes: what is shipped, and a jar of this package, as only jars may be in an archive of classes. Where
     * nothing is packaged, as in an editor, our own.
     */
    private String classPath() throws IOException {
        Path target = Path.of(System.getProperty("kirinuki.home", ".."))
                .resolve("local/target")
                .toAbsolutePath()
                .normalize();
        Path library = target.resolve("lib");
        if (!Files.isDirectory(library)) return System.getProperty("java.class.path");
        List<String> jars = new ArrayList<>();
        jars.add(jar(target.resolve("test-classes"), "io/kirinuki/chaos", folder.resolve("chaos.jar")));
        jars.add(jar(target.resolve("classes"), "", folder.resolve("local.jar")));
        try (Stream<Path> all = Files.list(library)) {
            all.map(Path::toString)
                    .filter(name -> name.endsWith(".jar") && !name.contains("kirinuki-local"))
                    .sorted()
                    .forEach(jars::add);
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String jar(Path root, String below, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(root.resolve(below))) {
            for (Path one : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(root.relativize(one).toString().replace('\\', '/')));
                Files.copy(one, out);
                out.closeEntry();
            }
        }
        return jar.toString();
    }
}
