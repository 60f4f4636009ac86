package io.kirinuki.worker.job;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.JobRequest;
import io.kirinuki.worker.event.door.TextHeaders;
import io.kirinuki.worker.job.history.JobClients;
import io.kirinuki.worker.job.history.SameTopics;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Journal;
import io.kirinuki.worker.job.journal.Tally;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * A job at work: takes from its feed, sends, and watches for the answers. Requests and what the journal says of them go
 * out in one transaction, whose id is the job's: so none is sent twice however often a job is killed, and whoever takes
 * a job up puts an end to its former process.
 *
 * <p>Owned by one thread, but for {@link #stop}.
 */
public final class JobRun implements AutoCloseable {
    /** How a run has ended. */
    public enum Ending {
        DONE,
        /** It was told to; the job can be taken up again. */
        STOPPED,
        /** Another process has taken the job up or cancelled it. */
        TAKEN_OVER
    }

    /** Hears how far a job has come. Called often, by the thread that runs it. */
    public interface Listener {
        void reached(JobState state, Tally tally, long reached, long total);

        /** Requests are unanswered and for so long nothing has come. */
        void quiet(Duration how, JobState state, Tally tally);
    }

    private static final int LARGEST_CHUNK = 500;
    private static final Duration WAIT = Duration.ofMillis(20);
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final Journal journal;
    private final SameTopics topics;
    private final Feed feed;
    private final AnswerWatch watch;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Listener listener;
    private final Clock clock;
    private JobState state;
    private volatile boolean stopping;

    private JobRun(
            Journal journal,
            JobState state,
            SameTopics topics,
            Feed feed,
            AnswerWatch watch,
            KafkaProducer<byte[], byte[]> producer,
            Listener listener,
            Clock clock) {
        this.journal = journal;
        this.state = state;
        this.topics = topics;
        this.feed = feed;
        this.watch = watch;
        this.producer = producer;
        this.listener = listener;
        this.clock = clock;
    }

    /** Opens a feed where a job stands. */
    @FunctionalInterface
    public interface Feeds {
        Feed open(JobState state) throws InterruptedException;
    }

    /**
     * Begins a job, or takes it up where its last process was.
     *
     * <p>Throws {@link StartException} where a topic that it goes by was made anew since it began, or another process was
     * faster.
     *
     * @param command that holds those for such jobs
     * @param fresh the job, as it begins; of one that the journal knows, what that says counts, but for rate and ahead
     */
    static JobRun open(
            JobClients clients,
            Journal journal,
            String results,
            JobState fresh,
            String command,
            Feeds feeds,
            Listener listener)
            throws InterruptedException {
        journal.create();
        KafkaProducer<byte[], byte[]> producer = clients.producer(fresh.fence());
        SameTopics topics = null;
        Feed feed = null;
        AnswerWatch watch = null;
        try {
            producer.initTransactions(); // from here on a former process can commit no more
            JobState state = journal.settled()
                    .find(fresh.id())
                    .map(known -> known.paced(fresh.ahead(), fresh.rate()))
                    .map(known -> known.topics().isEmpty() ? known.knowing(fresh.topics()) : known)
                    .orElse(fresh);
            state.checkOpen();
            topics = new SameTopics(clients, state.topics(), state.id(), command);
            topics.check();
            feed = feeds.open(state);
            watch = new AnswerWatch(clients.consumer(), results, state);
            JobRun run = new JobRun(journal, state, topics, feed, watch, producer, listener, Clock.systemUTC());
            run.commit(state, List.of());
            return run;
        } catch (RuntimeException | InterruptedException e) {
            producer.close(Duration.ZERO);
            if (watch != null) watch.close();
            if (feed != null) feed.close();
            if (topics != null) topics.close();
            if (!(e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException)) throw e;
            throw new StartException(
                    "%s: another process began or took one up at the same moment, and has the turn; nothing was sent. `kirinuki %s list` tells"
                            .formatted(fresh.id(), command),
                    e);
        }
    }

    /** Works until all is sent and, unless the job does not wait, answered. */
    public Ending run() throws InterruptedException {
        try {
            watch.catchUp();
            Pace pace = new Pace(state.rate(), System::nanoTime);
            long quietSince = System.nanoTime();
            long answeredBefore = watch.tally().answered();
            while (!stopping) {
                int most = (int) Math.min(Math.min(room(), pace.due()), LARGEST_CHUNK);
                boolean sends = most > 0 && !feed.ended();
                if (sends) {
                    Chunk chunk = feed.next(most);
                    if (chunk.taken() > 0 || !chunk.cursor().equals(state.cursor())) {
                        commit(state.after(chunk), chunk.outgoing());
                        pace.sent(chunk.outgoing().size());
                    }
                }
                watch.look(sends ? Duration.ZERO : WAIT);
                Tally tally = watch.tally();
                listener.reached(state, tally, feed.reached(), feed.total());
                boolean allAnswered = tally.answered() >= state.expected();
                if (feed.ended() && (allAnswered || state.ahead().isEmpty())) {
                    commit(state.ended(JobState.Status.DONE, clock.instant(), tally), List.of());
                    return Ending.DONE;
                }
                if (sends || allAnswered || tally.answered() != answeredBefore) {
                    quietSince = System.nanoTime();
                    answeredBefore = tally.answered();
                } else if (System.nanoTime() - quietSince > QUIET.toNanos()) {
                    listener.quiet(QUIET, state, tally);
                    quietSince = System.nanoTime();
                }
            }
            return Ending.STOPPED;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            return Ending.TAKEN_OVER;
        }
    }

    /** How many more requests may be unanswered; none as long as they are few, for each chunk costs a transaction. */
    private long room() {
        if (state.ahead().isEmpty()) return LARGEST_CHUNK;
        long ahead = state.ahead().get();
        long room = ahead - (state.expected() - watch.tally().answered());
        return room >= Math.min(LARGEST_CHUNK, Math.max(1, ahead / 4)) ? room : 0;
    }

    private void commit(JobState next, List<ProducerRecord<byte[], byte[]>> outgoing) throws InterruptedException {
        // After the feed has read, so that what it read was of the topics that the job began with.
        if (!outgoing.isEmpty()) topics.check();
        producer.beginTransaction();
        long number = state.sent();
        // What fails to be sent fails the commit.
        for (ProducerRecord<byte[], byte[]> record : outgoing) {
            if (state.plan().numbers()) {
                String name = new JobRequest(state.id(), number++).toString();
                TextHeaders.set(record.headers(), JobHeaders.REQUEST, name);
            }
            var unused = producer.send(record);
        }
        var unused = producer.send(journal.record(next));
        producer.commitTransaction();
        state = next;
    }

    /** Ends {@link #run} soon; any thread may call. */
    public void stop() {
        stopping = true;
    }

    public JobState state() {
        return state;
    }

    /** As {@link Jobs.Answers} has it. */
    public Jobs.Answers answers() {
        return new Jobs.Answers(watch.tally(), watch.foreign());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        watch.close();
        feed.close();
        topics.close();
    }
}
