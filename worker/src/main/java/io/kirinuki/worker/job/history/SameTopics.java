package io.kirinuki.worker.job.history;

import io.kirinuki.worker.StartException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/**
 * The topics that a job goes by, told apart from others that were made under the same names since: in those its offsets mean
 * other records, and what it waits for is gone. Owned by one thread.
 */
public final class SameTopics implements AutoCloseable {
    private final Admin admin;
    private final Map<String, String> ids;
    private final String job;
    private final String command;

    /**
     * @param ids by name, as they were when the job began
     * @param command that cancels jobs of its kind with {@code cancel}
     */
    public SameTopics(JobClients clients, Map<String, String> ids, String job, String command) {
        admin = clients.admin();
        this.ids = new TreeMap<>(ids);
        this.job = job;
        this.command = command;
    }

    /** What was read before is then of these very topics, since no id comes twice. Throws {@link StartException}. */
    public void check() throws InterruptedException {
        Map<String, String> now = JobClients.topicIds(admin, ids.keySet());
        ids.forEach((topic, id) -> {
            if (id.equals(now.get(topic))) return;
            throw new StartException(
                    "topic %s was %s since %s began, so this sends no more; `kirinuki %s cancel %s`, and begin another"
                            .formatted(topic, now.containsKey(topic) ? "made anew" : "deleted", job, command, job));
        });
    }

    @Override
    public void close() {
        admin.close();
    }
}
