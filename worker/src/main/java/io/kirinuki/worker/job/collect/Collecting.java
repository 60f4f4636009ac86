package io.kirinuki.worker.job.collect;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.JobRequest;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.collect.AnswerLog.Entry;
import io.kirinuki.worker.job.collect.JobResults.Found;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Makes one file of all answers to a job: gathers them as they come, into a file of its own beside the target, and once all
 * are there writes the target out of that. Killed at any moment, it goes on with what it has gathered.
 *
 * <p>Owned by one thread.
 */
public final class Collecting {
    /** Hears how far it has come. Called often, by the thread that gathers. */
    public interface Listener {
        void reached(long answered, long requests);

        /**
         * Requests are unanswered and for so long nothing has come.
         *
         * @param taken whether the topic's retention has taken answers, perhaps
         */
        void quiet(Duration how, JobState job, long answered, boolean taken);
    }

    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration LOOK_AT_JOB = Duration.ofSeconds(2);
    private static final Duration LOOK_AT_END = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final int AT_A_TIME = 200;
    private static final int MOST_NAMED = 10_000;

    private final Jobs jobs;
    private final Form form;
    private final Path target;
    private final boolean waits;
    private final ObjectStore store;
    private final Listener listener;
    private JobState job;
    private long lookedAt;

    /**
     * @param waits until the job has ended and all is answered; else what is there is written
     * @param store of artifacts; not closed
     */
    public Collecting(
            Jobs jobs, JobState job, Form form, Path target, boolean waits, ObjectStore store, Listener listener) {
        if (!job.plan().numbers()) {
            throw new StartException("%s is no submission and no replay, and has no answers of its own to be collected"
                    .formatted(job.id()));
        }
        this.jobs = jobs;
        this.job = job;
        this.form = form;
        this.target = target;
        this.waits = waits;
        this.store = store;
        this.listener = listener;
        lookedAt = System.nanoTime();
    }

    /** Throws {@link StartException} where topic, store or disk do not do their part; the same command then goes on. */
    public Collected run() throws InterruptedException {
        String topic = jobs.config().topics().results();
        String id = jobs.clients().topicId(topic);
        String began = job.topics().getOrDefault(topic, id);
        if (!began.equals(id)) {
            throw new StartException("topic %s was made anew since %s began, and its answers are gone with it"
                    .formatted(topic, job.id()));
        }
        String head = "kirinuki collect 1\n%s\n%s\n%s".formatted(job.id(), id, form.keeps());
        Path gathered = target.resolveSibling(target.getFileName() + ".answers");
        try (AnswerLog log = AnswerLog.open(gathered, head)) {
            try (JobResults results = new JobResults(jobs.clients().consumer(), topic, job, log.reached());
                    Attachments attachments = new Attachments(form, store)) {
                gather(results, log, attachments);
            }
            Pieces pieces = new Pieces(log, job.sent(), log.answered() < job.sent() ? asked(log) : Map.of());
            Collected collected = Collected.of(pieces, job.status());
            write(pieces, collected);
            if (collected.isWhole()) log.delete(); // else the next run goes on with it
            return collected;
        }
    }

    private void gather(JobResults results, AnswerLog log, Attachments attachments) throws InterruptedException {
        var end = results.end();
        boolean closing = false;
        long heard = System.nanoTime();
        while (true) {
            List<Found> found = known(results.next(WAIT));
            for (int from = 0; from < found.size(); from += AT_A_TIME) {
                List<Found> last = found.subList(from, Math.min(found.size(), from + AT_A_TIME)).stream()
                        .filter(one -> log.isLast(one.number(), one.rank()))
                        .toList();
                for (Entry entry : attachments.of(last)) log.add(entry);
            }
            log.reach(results.reached());
            listener.reached(log.answered(), job.sent());
            if (!found.isEmpty()) heard = System.nanoTime();
            if (!results.isAt(end)) continue;
            if (!waits || closing) return;
            lookAtJob(log);
            if (job.status() != JobState.Status.OPEN && log.answered() >= job.sent()) {
                // What was answered once more meanwhile counts too.
                closing = true;
                end = results.end();
            } else if (System.nanoTime() - heard > QUIET.toNanos()) {
                listener.quiet(QUIET, job, log.answered(), results.taken());
                heard = System.nanoTime();
            }
        }
    }

    /** Of requests that the job has sent: a number is anybody's words. */
    private List<Found> known(List<Found> found) {
        if (found.stream().allMatch(one -> one.number() < job.sent())) return found;
        if (job.status() == JobState.Status.OPEN) lookAtJob();
        return found.stream().filter(one -> one.number() < job.sent()).toList();
    }

    /** It may have sent more since, or have ended. */
    private void lookAtJob(AnswerLog log) {
        Duration between = log.answered() < job.sent() ? LOOK_AT_JOB : LOOK_AT_END;
        boolean early = System.nanoTime() - lookedAt < between.toNanos();
        if (job.status() == JobState.Status.OPEN && !early) lookAtJob();
    }

    private void lookAtJob() {
        lookedAt = System.nanoTime();
        job = jobs.find(job.plan().kind(), job.id());
    }

    /** What the requests were that have no answer, some thousands of them at most. */
    private Map<Long, ImageRequest> asked(AnswerLog log) {
        Map<Long, ImageRequest> asked = new HashMap<>();
        RequestReader reader = new RequestReader();
        for (String topic : jobs.kind(job).topics(jobs.config().topics(), job.plan())) {
            List<Span> spans;
            try (var consumer = jobs.clients().consumer()) {
                spans = Spans.of(consumer, topic, new Moment.At(job.startedAt()), new Moment.Latest());
            }
            try (History history = new History(jobs.clients(), topic, spans, Map.of())) {
                while (!history.ended() && asked.size() < MOST_NAMED) {
                    history.take().ifPresent(record -> {
                        Optional<JobRequest> request = JobHeaders.request(record.headers())
                                .filter(one -> one.job().equals(job.id()) && !log.holds(one.number()));
                        if (request.isEmpty() || record.value() == null) return;
                        if (reader.read(record.value()) instanceof Reading.Read(ImageRequest read)) {
                            asked.put(request.get().number(), read);
                        }
                    });
                }
            }
        }
        return asked;
    }

    private void write(Pieces pieces, Collected collected) throws InterruptedException {
        try {
            form.write(pieces, target, collected::lose);
        } catch (IOException | JacksonIOException e) {
            throw new StartException("%s cannot be written: %s. The same command goes on".formatted(target, e), e);
        }
    }
}
