package io.kirinuki.worker.job.submit;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.NamedFiles;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.Forecast;
import io.kirinuki.worker.job.JobRun;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Patience;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Begins submissions, takes them up again, and tells what they would do. */
public final class Submissions {
    /**
     * What a submission would do.
     *
     * @param bytes of the files that it would upload unless they are there; empty where nobody knows
     */
    public record Sized(Forecast forecast, OptionalLong bytes) {}

    private final Jobs jobs;
    private final WorkerConfig config;
    private final Optional<byte[]> standardInput;

    /** @param standardInput all of it, where that is the manifest */
    public Submissions(Jobs jobs, Optional<byte[]> standardInput) {
        this.jobs = jobs;
        this.standardInput = standardInput;
        config = jobs.config();
    }

    /** Looks through a whole manifest. Throws {@link StartException} where it cannot be read. */
    public ManifestCheck check(Optional<String> file, SubmitTerms terms) {
        try (ManifestLines lines = lines(file)) {
            return ManifestCheck.of(lines, reader(terms));
        }
    }

    /**
     * The job that does this: the one that was begun and not ended, or a new one. Nobody knows of that before it is opened.
     *
     * <p>Throws {@link StartException} where lane, bucket or files are not there, or the manifest of an open job was changed.
     */
    public JobState begin(SubmitPlan plan, Optional<Integer> ahead, Optional<Double> rate) throws InterruptedException {
        checkTopic(target(plan));
        switch (plan.source()) {
            case SubmitSource.Listing listing -> checkBucket(listing.place().bucket());
            case SubmitSource.Files files -> {
                checkBucket(files.to().bucket());
                var unused = found(files);
            }
            case SubmitSource.Manifest manifest -> {}
        }
        String stem = plan.stem() + "-";
        List<JobState> earlier = jobs.all(SubmitPlan.KIND).stream()
                .filter(job -> job.id().startsWith(stem))
                .toList();
        Optional<JobState> open = earlier.stream()
                .filter(job -> job.status() == JobState.Status.OPEN)
                .findFirst();
        if (open.isEmpty()) return jobs.fresh(stem + (earlier.size() + 1), plan, ahead, rate);
        if (plan.source() instanceof SubmitSource.Manifest manifest) {
            checkUnchanged(open.get(), manifest.sha256());
        }
        return open.get().paced(ahead, rate);
    }

    /** As {@link Jobs#open} does, but a manifest may come from standard input. */
    public JobRun open(JobState job, JobRun.Listener listener) throws InterruptedException {
        return jobs.open(job, state -> feed((SubmitPlan) state.plan(), state), listener);
    }

    Feed feed(SubmitPlan plan, JobState state) {
        SubmitTerms terms = plan.terms();
        SubmitRecords records = new SubmitRecords(target(plan), state.id());
        return switch (plan.source()) {
            case SubmitSource.Listing listing ->
                new ListingFeed(listing, terms, records, store(), ownArtifacts(terms), state);
            case SubmitSource.Files files ->
                new FileFeed(terms, records, found(files), new Uploads(store(), files.to()), state);
            case SubmitSource.Manifest manifest -> {
                try (ManifestLines all = lines(manifest.file())) {
                    while (all.next().isPresent()) {}
                    checkUnchanged(state, all.sha256());
                }
                yield new ManifestFeed(manifest, terms, records, reader(terms), lines(manifest.file()), state);
            }
        };
    }

    /** Does what the submission would, but for uploading and sending: so its counts are the submission's own. */
    public Sized forecast(JobState job) throws InterruptedException {
        SubmitPlan plan = (SubmitPlan) job.plan();
        if (plan.source() instanceof SubmitSource.Files files) {
            LocalFiles found = FileFeed.rest(found(files), job);
            long requests = found.found().size();
            return new Sized(
                    new Forecast(requests + found.leftOut(), requests, requests, found.left()),
                    OptionalLong.of(found.bytes()));
        }
        try (Feed feed = feed(plan, job)) {
            return new Sized(Forecast.of(feed), OptionalLong.empty());
        }
    }

    private static void checkUnchanged(JobState job, String sha256) {
        var manifest = (SubmitSource.Manifest) ((SubmitPlan) job.plan()).source();
        if (manifest.sha256().equals(sha256)) return;
        throw new StartException(
                "--manifest: %s was changed since %s began, which is not ended: bring the former file back, or give the job up with `kirinuki submit cancel %s` and begin anew"
                        .formatted(manifest.file().orElse("standard input"), job.id(), job.id()));
    }

    private ManifestReader reader(SubmitTerms terms) {
        return new ManifestReader(terms, jobs.pipelines());
    }

    private ManifestLines lines(Optional<String> file) {
        if (file.isPresent()) return new ManifestLines(file.get(), () -> Files.newInputStream(Path.of(file.get())));
        byte[] input = standardInput.orElseThrow(() -> new StartException(
                "its manifest came from standard input, which cannot be read again: run the command that began it with"
                        + " the same input, and it goes on where it was"));
        return new ManifestLines("standard input", () -> new ByteArrayInputStream(input));
    }

    private LocalFiles found(SubmitSource.Files files) {
        return LocalFiles.of(files.paths(), config.limits().maxObjectBytes());
    }

    private String target(SubmitPlan plan) {
        return switch (plan.terms().lane()) {
            case LIVE -> config.topics().requests();
            case BACKFILL ->
                config.topics()
                        .backfill()
                        .orElseThrow(() -> new StartException(
                                "kirinuki.topics.backfill: is required for --lane backfill; make such a topic, set it"
                                        + " for all workers, and start them anew"));
        };
    }

    private void checkTopic(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = jobs.clients().consumer()) {
            var unused = Spans.partitions(consumer, topic);
        }
    }

    /** Of a store that does not let us look it is left to the first object. */
    private void checkBucket(String bucket) throws InterruptedException {
        try (ObjectStore store = store()) {
            if (Patience.USUAL.outcome(() -> store.bucketExists(bucket)) instanceof Outcome.Done<Boolean>(var there)
                    && !there) {
                throw new StartException("there is no bucket \"%s\"; create it, or name another".formatted(bucket));
            }
        }
    }

    private ObjectStore store() {
        return new MinioStore(config.store().connection());
    }

    /** Whether workers would put artifacts there, by these terms, their own place or the rules of their doors. */
    public boolean isOwn(SubmitTerms terms, BucketPlace place) {
        return ownArtifacts(terms).test(place.folder().object("x"));
    }

    private Predicate<ObjectRef> ownArtifacts(SubmitTerms terms) {
        Reach reach = NamedFiles.rules(config, jobs.pipelines()).reach();
        Place asked = reach.output().or(output(terms));
        return object -> asked.holds(object) || reach.isOwn(object);
    }

    private static ImageRequest.Output output(SubmitTerms terms) {
        return new ImageRequest.Output(Optional.empty(), terms.outputPrefix());
    }

    /** Why workers would refuse to put artifacts where these terms want them; empty where they would not. */
    public Optional<String> refusal(SubmitTerms terms) {
        return NamedFiles.rules(config, jobs.pipelines())
                .reach()
                .refusal(output(terms))
                .map(Failure::message);
    }
}
