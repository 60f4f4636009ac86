package io.kirinuki.worker.cli.job;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.reach.Place;
import io.kirinuki.store.MinioStore;
import io.kirinuki.worker.NamedFiles;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.cli.Printable;
import io.kirinuki.worker.cli.TextTable;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.clean.Cleaning;
import io.kirinuki.worker.job.clean.Reason;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.journal.JobState;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists artifacts that are of no use any more, and deletes them where it is told to. */
@Command(
        name = "clean",
        description =
                "Lists artifacts that are of no use any more, and deletes them with --delete. Kept is what was written"
                        + " within --keep, what an answer of that time names, and what jobs that are not ended were answered.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:broken; the log says why",
            "2:wrong usage or configuration, or the store does not answer; the same command goes on"
        })
public final class CleanCommand implements Callable<Integer> {
    /** What was found for one reason. */
    private record Found(long runs, long objects, long bytes) {
        Found plus(Found more) {
            return new Found(runs + more.runs, objects + more.objects, bytes + more.bytes);
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private final WorkersOptions workers;

    @Option(names = "--gone", description = "Artifacts of images that are not in their buckets any more.")
    private boolean gone;

    @Option(
            names = "--old",
            description =
                    "Artifacts of images that have other bytes by now, and those that the same operations with the same parameters"
                            + " have made anew since, by another version of a model. Other parameters alone are no reason.")
    private boolean old;

    @Option(names = "--partial", description = "Artifacts without a sidecar: what made them was stopped.")
    private boolean partial;

    @Option(
            names = "--keep",
            paramLabel = "AGE",
            defaultValue = "30d",
            description = "Keep what is younger, as 12h or 7d (default: ${DEFAULT-VALUE}).")
    private String keep;

    @Option(
            names = "--place",
            paramLabel = "BUCKET/PREFIX",
            description = "Where to look; without it, where the configuration has workers put artifacts.")
    private Optional<String> place = Optional.empty();

    @Option(
            names = "--keys",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Only artifacts of images whose keys begin so.")
    private String keys;

    @Option(names = "--rate", paramLabel = "N", description = "Delete at most so many runs a second.")
    private Optional<Integer> rate = Optional.empty();

    @Option(names = "--list", description = "Print each run that is found.")
    private boolean list;

    @Option(names = "--delete", description = "Delete what is found; without it, it is only counted.")
    private boolean delete;

    private final Map<Reason, Found> found = new EnumMap<>(Reason.class);

    public CleanCommand(Map<String, String> environment) {
        workers = new WorkersOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        if (gone) reasons.add(Reason.GONE);
        if (old) reasons.add(Reason.OLD);
        if (partial) reasons.add(Reason.PARTIAL);
        if (reasons.isEmpty()) throw wrong("one of --gone, --old, --partial is required, or several");
        if (rate.filter(one -> one < 1).isPresent()) throw wrong("--rate: 1 or more expected, found " + rate.get());
        WorkerConfig config = workers.config();
        Jobs jobs = workers.jobs();
        Cleaning.Terms terms = new Cleaning.Terms(place(config, jobs), reasons, since(), keys);
        List<JobState> open = WorkersOptions.KINDS.stream()
                .flatMap(kind -> jobs.whole(kind.name()).stream())
                .filter(job -> job.status() == JobState.Status.OPEN)
                .toList();
        try (MinioStore artifacts = new MinioStore(config.store().ofArtifacts().orElseGet(config.store()::connection));
                MinioStore sources = new MinioStore(config.store().connection())) {
            Cleaning.of(jobs, open, artifacts, sources, terms).run(delete, this::take);
        } catch (FailedException e) {
            throw new StartException(
                    "%s; what was found by now is %s, and the same command goes on"
                            .formatted(e.getMessage(), summary()),
                    e);
        }
        print(terms);
        return 0;
    }

    private Place place(WorkerConfig config, Jobs jobs) {
        try {
            Place all = place.map(Place::parse)
                    .orElseGet(() ->
                            NamedFiles.rules(config, jobs.pipelines()).reach().output());
            if (all.bucket().contains(Place.ANY)
                    || !(all.prefix().isEmpty() || all.prefix().endsWith("/"))) {
                throw new IllegalArgumentException("one bucket and a whole folder expected, found " + all);
            }
            return all;
        } catch (IllegalArgumentException e) {
            throw wrong("--place: " + e.getMessage());
        }
    }

    private Instant since() {
        try {
            if (Moment.parse(keep, Instant.now()) instanceof Moment.At(Instant since)) return since;
        } catch (IllegalArgumentException e) {
            // said below, with the one form that is meant here
        }
        throw wrong("--keep: an age such as 12h or 7d expected, found \"%s\"".formatted(keep));
    }

    private void take(Reason reason, String folder, int objects, long bytes) throws InterruptedException {
        found.merge(reason, new Found(1, objects, bytes), Found::plus);
        if (list) {
            spec.commandLine().getOut().printf("%s  %s%n", reason.spelled(), Printable.line(folder));
            spec.commandLine().getOut().flush();
        }
        if (delete && rate.isPresent()) Thread.sleep(1_000L / rate.get());
    }

    private String summary() {
        Found all = found.values().stream().reduce(new Found(0, 0, 0), Found::plus);
        return "%d runs, %d objects, %d bytes".formatted(all.runs(), all.objects(), all.bytes());
    }

    private void print(Cleaning.Terms terms) {
        PrintWriter out = spec.commandLine().getOut();
        List<List<String>> rows = found.entrySet().stream()
                .map(one -> List.of(
                        one.getKey().spelled(),
                        Long.toString(one.getValue().runs()),
                        Long.toString(one.getValue().objects()),
                        Long.toString(one.getValue().bytes())))
                .toList();
        if (!rows.isEmpty()) new TextTable("REASON", "RUNS", "OBJECTS", "BYTES").print(rows, out);
        out.printf("%s in %s: %s%n", delete ? "deleted" : "to delete", terms.place(), summary());
        out.flush();
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
