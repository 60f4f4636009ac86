package io.kirinuki.worker.job;

import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.worker.NamedFiles;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.job.history.JobClients;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.JobStates;
import io.kirinuki.worker.job.journal.Journal;
import io.kirinuki.worker.job.journal.Plan;
import io.kirinuki.worker.job.journal.Tally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** The jobs of a group of workers, as its operators see them: begun, taken up, looked at, cancelled. */
public final class Jobs {
    /** Unanswered requests at a time: some seconds of a fast accelerator, so that cancelling leaves little to be done. */
    public static final int USUAL_AHEAD = 2_000;

    /**
     * What the results topic says of a job.
     *
     * @param foreign records that name the job and are no answers, by reason
     */
    public record Answers(Tally tally, SortedMap<String, Long> foreign) {}

    private final WorkerConfig config;
    private final List<Kind> kinds;
    private final JobClients clients;
    private final Journal journal;

    /**
     * By the configuration of the workers: their topics, rules and group.
     *
     * @param kinds of jobs that are known here
     */
    public Jobs(WorkerConfig config, List<Kind> kinds) {
        this.config = config;
        this.kinds = List.copyOf(kinds);
        clients = new JobClients(config.kafka());
        journal = new Journal(clients, kinds.stream().<Class<?>>map(Kind::plan).toList());
    }

    public WorkerConfig config() {
        return config;
    }

    public JobClients clients() {
        return clients;
    }

    public Pipelines pipelines() {
        return NamedFiles.pipelines(config);
    }

    /** As the workers have them, but counting nothing. */
    public Doors doors() {
        return new Doors(NamedFiles.rules(config, pipelines()), reason -> {});
    }

    /** Of that kind, the newest first. */
    public List<JobState> all(String kind) {
        return journal.seen().of(kind);
    }

    /** Of that kind those that only a later version can read, a line for people on each. */
    public List<String> unreadable(String kind) {
        return journal.seen().newer(kind).stream().map(JobStates.Newer::problem).toList();
    }

    /** As {@link #all}, where each of them counts. Throws {@link StartException} where one cannot be read. */
    public List<JobState> whole(String kind) {
        JobStates states = journal.seen();
        states.newer(kind).stream().findFirst().ifPresent(newer -> {
            throw new StartException(newer.problem());
        });
        return states.of(kind);
    }

    /** Throws {@link StartException} where there is none. */
    public JobState find(String kind, String id) {
        return journal.seen()
                .find(id)
                .or(() -> journal.settled().find(id)) // it may be hidden by a transaction that is open
                .filter(state -> state.plan().kind().equals(kind))
                .orElseThrow(() -> new StartException("there is no %s \"%s\"; `kirinuki %s list` shows those there are"
                        .formatted(kind, id, kind(kind).command())));
    }

    /** Of whatever kind. Throws {@link StartException} where there is none. */
    public JobState find(String id) {
        return journal.seen()
                .find(id)
                .or(() -> journal.settled().find(id)) // it may be hidden by a transaction that is open
                .orElseThrow(() -> new StartException(
                        "there is no job \"%s\"; `kirinuki submit list` and `kirinuki replay list` show those there are"
                                .formatted(id)));
    }

    private Kind kind(String name) {
        return kinds.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Of which the job is. */
    public Kind kind(JobState job) {
        return kind(job.plan().kind());
    }

    /**
     * A job at its beginning; nobody knows of it before it is opened.
     *
     * @param ahead most unanswered requests at a time; absent: it does not wait for answers
     * @param rate most requests a second
     */
    public JobState fresh(String id, Plan plan, Optional<Integer> ahead, Optional<Double> rate)
            throws InterruptedException {
        return new JobState(
                id,
                plan,
                JobState.Status.OPEN,
                Instant.now(),
                Optional.empty(),
                resultsEnd(),
                new TreeMap<>(clients.topicIds(topics(plan))),
                ahead,
                rate,
                new TreeMap<>(),
                0,
                0,
                0,
                new TreeMap<>(),
                Optional.empty());
    }

    /** That a job goes by. */
    private Set<String> topics(Plan plan) {
        Set<String> topics = new TreeSet<>(kind(plan.kind()).topics(config.topics(), plan));
        topics.add(config.topics().results());
        return topics;
    }

    private SortedMap<Integer, Long> resultsEnd() {
        SortedMap<Integer, Long> end = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            List<TopicPartition> partitions =
                    Spans.partitions(consumer, config.topics().results());
            consumer.endOffsets(partitions).forEach((one, offset) -> end.put(one.partition(), offset));
        }
        return end;
    }

    /** Begins a job, or takes up one that was interrupted; whoever had it before loses it. */
    public JobRun open(JobState job, JobRun.Listener listener) throws InterruptedException {
        return open(job, state -> kind(state).feed(this, state), listener);
    }

    /** The same with a feed that its kind alone could not open. */
    public JobRun open(JobState job, JobRun.Feeds feeds, JobRun.Listener listener) throws InterruptedException {
        // Before anything is taken from a process that is at work.
        job.checkOpen();
        kind(job).checkTurn(this, job);
        // Of a job of an earlier version nobody knows what its topics were.
        JobState known = job.topics().isEmpty() ? job.knowing(clients.topicIds(topics(job.plan()))) : job;
        return JobRun.open(
                clients, journal, config.topics().results(), known, kind(job).command(), feeds, listener);
    }

    /** Its answers as they come, for whoever closes it. */
    public AnswerWatch watch(JobState job) {
        return new AnswerWatch(clients.consumer(), config.topics().results(), job);
    }

    /** Its answers, as they are now. */
    public Answers answers(JobState job) {
        if (job.tally().isPresent()) return new Answers(job.tally().get(), new TreeMap<>());
        try (AnswerWatch watch = watch(job)) {
            watch.catchUp();
            return new Answers(watch.tally(), watch.foreign());
        }
    }

    /** Ends a job where it stands: what it has sent is worked on, no more is sent. */
    public JobState cancel(JobState job) throws InterruptedException {
        if (job.status() != JobState.Status.OPEN) return job;
        try (KafkaProducer<byte[], byte[]> producer = clients.producer(job.fence())) {
            producer.initTransactions(); // a process that is at it can commit no more
            JobState last = journal.settled().find(job.id()).orElse(job);
            if (last.status() != JobState.Status.OPEN) return last;
            JobState cancelled = last.ended(
                    JobState.Status.CANCELLED, Instant.now(), answers(last).tally());
            producer.beginTransaction();
            var unused = producer.send(journal.record(cancelled));
            producer.commitTransaction();
            return cancelled;
        }
    }
}
