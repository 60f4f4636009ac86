package io.kirinuki.worker.job;

import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;

/** A kind of job: all that those who run, list, show and cancel jobs ask of it. */
public interface Kind {
    /** What jobs look at one after the other. */
    enum Unit {
        IMAGES,
        RECORDS
    }

    /** One word: that of {@link Plan#kind}. */
    String name();

    /** The command that begins such jobs, and holds the commands for those that there are. */
    default String command() {
        return name();
    }

    Class<? extends Plan> plan();

    Unit unit();

    /** Topics that such a job reads and sends to: were one of them made anew, it could not go on. */
    List<String> topics(TopicsConfig topics, Plan plan);

    /** Throws {@link io.kirinuki.worker.StartException} where such a job may not go on now; asked before it is begun or taken up. */
    default void checkTurn(Jobs jobs, JobState job) {}

    /** What the job has still to send; asked once no other process can do anything for it. */
    Feed feed(Jobs jobs, JobState job) throws InterruptedException;
}
