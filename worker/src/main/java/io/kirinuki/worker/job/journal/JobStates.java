package io.kirinuki.worker.job.journal;

import io.kirinuki.worker.StartException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a journal says of all jobs. Owned by one thread. */
public final class JobStates {
    /**
     * A job whose last word a later version has written.
     *
     * @param kind empty where it is not told
     */
    public record Newer(String id, String kind, int version) {
        public String problem() {
            return "%s was written by a later version of Kirinuki, in format %d of the journal; this one reads up to %d: use that version for it"
                    .formatted(id, version, JournalFormat.VERSION);
        }
    }

    private final Map<String, JobState> states = new HashMap<>();
    private final Map<String, Newer> newer = new HashMap<>();

    void put(String id, JobState state) {
        newer.remove(id);
        states.put(id, state);
    }

    void put(Newer job) {
        states.remove(job.id());
        newer.put(job.id(), job);
    }

    void forget(String id) {
        states.remove(id);
        newer.remove(id);
    }

    /** Throws {@link StartException} where only a later version can read it. */
    public Optional<JobState> find(String id) {
        if (newer.containsKey(id)) throw new StartException(newer.get(id).problem());
        return Optional.ofNullable(states.get(id));
    }

    /** The newest first. */
    public List<JobState> of(String kind) {
        return states.values().stream()
                .filter(state -> state.plan().kind().equals(kind))
                .sorted(Comparator.comparing(JobState::startedAt).reversed())
                .toList();
    }

    /** Those that only a later version can read, and that are or may be of that kind. */
    public List<Newer> newer(String kind) {
        return newer.values().stream()
                .filter(job -> job.kind().equals(kind) || job.kind().isEmpty())
                .sorted(Comparator.comparing(Newer::id))
                .toList();
    }
}
