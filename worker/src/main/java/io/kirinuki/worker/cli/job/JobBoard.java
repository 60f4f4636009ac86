package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.AnswerWatch;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Tally;
import io.kirinuki.worker.page.JobList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of a group of workers, for the live page: what the journal has, and of those at work the answers that have come.
 *
 * <p>A thread of its own reads both every few seconds, and ends when nobody has asked for a while: whoever asks is given
 * what was read last and never waits. At most {@link #WATCHED} jobs at work have their answers counted. Any thread may
 * ask.
 */
public final class JobBoard implements JobList {
    private static final Logger LOG = LoggerFactory.getLogger(JobBoard.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration UNASKED = Duration.ofSeconds(30);
    private static final int SHOWN = 8;
    private static final int WATCHED = 3;

    private final WorkerConfig config;
    private volatile List<Job> last = List.of();
    private volatile long asked;
    private boolean reading;

    public JobBoard(WorkerConfig config) {
        this.config = config;
    }

    @Override
    public List<Job> all() {
        asked = System.nanoTime();
        readOn();
        return last;
    }

    private synchronized void readOn() {
        if (reading) return;
        reading = true;
        Thread.ofPlatform().name("page-jobs").daemon(true).start(this::read);
    }

    private void read() {
        Map<String, AnswerWatch> watches = new HashMap<>();
        try {
            Jobs jobs = new Jobs(config, WorkersOptions.KINDS);
            while (System.nanoTime() - asked < UNASKED.toNanos()) {
                last = look(jobs, watches);
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException trouble) {
            // The page does without, and the next who asks tries again.
            LOG.debug("Jobs cannot be read", trouble);
        } finally {
            watches.values().forEach(AnswerWatch::close);
            synchronized (this) {
                reading = false;
            }
        }
    }

    private static List<Job> look(Jobs jobs, Map<String, AnswerWatch> watches) {
        List<JobState> states = new ArrayList<>();
        WorkersOptions.KINDS.forEach(kind -> states.addAll(jobs.all(kind.name())));
        states.sort(Comparator.comparing(JobState::startedAt).reversed());
        List<JobState> shown = states.stream().limit(SHOWN).toList();
        List<String> open = shown.stream()
                .filter(state -> state.status() == JobState.Status.OPEN)
                .limit(WATCHED)
                .map(JobState::id)
                .toList();
        watches.entrySet().removeIf(each -> {
            boolean over = !open.contains(each.getKey());
            if (over) each.getValue().close();
            return over;
        });
        return shown.stream()
                .map(state -> job(state, open.contains(state.id()) ? counted(jobs, state, watches) : tally(state)))
                .toList();
    }

    private static Tally counted(Jobs jobs, JobState state, Map<String, AnswerWatch> watches) {
        AnswerWatch watch = watches.computeIfAbsent(state.id(), id -> jobs.watch(state));
        watch.look(Duration.ofMillis(200));
        return watch.tally();
    }

    private static Tally tally(JobState state) {
        return state.tally().orElseGet(() -> new Tally(0, 0, new TreeMap<>(), 0, 0));
    }

    private static Job job(JobState state, Tally tally) {
        String kind = state.plan().kind();
        return new Job(
                state.id(),
                kind,
                state.status().name().toLowerCase(Locale.ROOT),
                state.plan().summary(),
                state.sent(),
                tally.answered(),
                tally.failures(),
                state.expected(),
                state.startedAt(),
                state.endedAt(),
                kind.equals("replay") ? "kirinuki replay diff " + state.id() : "");
    }
}
