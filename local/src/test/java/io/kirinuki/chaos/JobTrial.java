package io.kirinuki.chaos;

import io.kirinuki.chaos.Photos.Specimen;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A submission, a replay or a redrive that is killed once or twice and resumed until it ends by itself. That it sent
 * each request once is for the {@link Witness} to say; that all of a submission's are there, for {@link #missing}.
 */
final class JobTrial {
    private static final Pattern ID =
            Pattern.compile("\\b(submit-[0-9a-f]{12}-[0-9]+|(replay|redrive)-\\d{8}-\\d{6}-\\w{4})\\b");
    private static final int OBJECTS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A submission that ended, and how many requests it must have sent. */
    record Ended(String job, int requests) {}

    private final Fleet fleet;
    private final Path folder;
    private final MinioStore store;
    private final List<Ended> submissions = new ArrayList<>();
    private final List<String> stuck = new ArrayList<>();
    private final List<String> begun = new ArrayList<>();

    JobTrial(Fleet fleet, Path folder, MinioStore store) {
        this.fleet = fleet;
        this.folder = folder;
        this.store = store;
    }

    void run(Schedule.Fault fault) throws IOException, InterruptedException {
        Random random = fault.random();
        switch (random.nextInt(3)) {
            case 0 -> {
                String prefix = "submitted-" + fault.number() + "/";
                for (int i = 0; i < OBJECTS; i++) {
                    var target = new ObjectRef(Photos.BUCKET, prefix + "good-" + i + ".png", Optional.empty());
                    while (store.put(target, "image/png", Photos.picture(Specimen.GOOD, i))
                            instanceof Outcome.Failed<?>) {
                        Thread.sleep(200); // the store is in trouble, as told
                    }
                }
                List<String> command = List.of(
                        "submit", "s3://" + Photos.BUCKET + "/" + prefix, "--pipeline", "mask", "--ahead", "20");
                through(fault, random, command, command).ifPresent(job -> submissions.add(new Ended(job, OBJECTS)));
            }
            case 1 -> {
                Instant from = Instant.now().minusSeconds(2);
                List<String> command = List.of(
                        "replay",
                        "--from",
                        from.toString(),
                        "--ahead",
                        "50",
                        "--out-prefix",
                        "again-" + fault.number());
                through(fault, random, command, List.of("replay", "resume"));
            }
            default ->
                through(
                        fault,
                        random,
                        List.of("failures", "redrive", "--max-redrives", "1", "--where", "failure=NotFound"),
                        List.of("failures", "redrive", "resume"));
        }
    }

    /** The job that ended; empty where there was nothing to do, or it is stuck. */
    private Optional<String> through(Schedule.Fault fault, Random random, List<String> first, List<String> resume)
            throws IOException, InterruptedException {
        Optional<String> job = Optional.empty();
        int kills = 1 + random.nextInt(2);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int life = 0; System.nanoTime() < deadline; life++) {
            List<String> words = new ArrayList<>(job.isEmpty() ? first : resume);
            if (job.isPresent() && words.getLast().equals("resume")) words.add(job.get());
            Path log = folder.resolve("job-%d-%d.log".formatted(fault.number(), life));
            Child command = fleet.command(log, words);
            boolean ended;
            if (life < kills) {
                for (int wait = 0; wait < 100 && command.alive() && id(log).isEmpty(); wait++) Thread.sleep(50);
                ended = command.process().waitFor(100 + random.nextInt(1500), TimeUnit.MILLISECONDS);
                if (!ended) command.kill();
            } else {
                ended = command.process().waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (!ended) command.kill();
            }
            if (job.isEmpty()) job = id(log);
            job.filter(name -> !begun.contains(name)).ifPresent(begun::add);
            int code = ended ? command.process().exitValue() : -1;
            if (code == 0 || code == 3) return job;
            // 2: refused, as a redrive beside one that is open; said in the log. Others: broker or store were away.
            if (code == 2 && job.isEmpty()) return Optional.empty();
            if (code == 2 && said(log).contains("has ended")) return job;
            if (code == 2 && said(log).contains("there is no ")) {
                begun.remove(job.orElseThrow()); // killed before anything of it was committed: it never was
                job = Optional.empty();
            }
            if (ended) Thread.sleep(500);
        }
        stuck.add(job.orElse(String.join(" ", first)));
        return Optional.empty();
    }

    private static Optional<String> id(Path log) throws IOException {
        Matcher matcher = ID.matcher(said(log));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String said(Path log) throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** How many of the requests of submissions that ended are not there. */
    int missing(Witness witness) {
        int missing = 0;
        for (Ended one : submissions)
            missing += Math.max(0, one.requests() - witness.jobs().getOrDefault(one.job(), 0));
        return missing;
    }

    /** Jobs that did not end in time. */
    List<String> stuck() {
        return List.copyOf(stuck);
    }

    int count() {
        return begun.size();
    }
}
