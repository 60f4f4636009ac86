package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Kind;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;
import java.util.stream.Stream;

/** Jobs that send dead letters again. */
public record RedriveKind() implements Kind {
    static final String COMMAND = "failures redrive";

    @Override
    public String name() {
        return RedrivePlan.KIND;
    }

    @Override
    public String command() {
        return COMMAND;
    }

    @Override
    public Class<? extends Plan> plan() {
        return RedrivePlan.class;
    }

    @Override
    public List<String> topics(TopicsConfig topics, Plan plan) {
        return Stream.concat(Stream.of(((RedrivePlan) plan).topic()), ((RedrivePlan) plan).targets().stream())
                .toList();
    }

    @Override
    public Unit unit() {
        return Unit.RECORDS;
    }

    @Override
    public void checkTurn(Jobs jobs, JobState job) {
        new Redrives(jobs).checkTurn(job.id());
    }

    /** Looks again whose turn it is, now that nobody else can begin one. */
    @Override
    public Feed feed(Jobs jobs, JobState job) throws InterruptedException {
        checkTurn(jobs, job);
        return new Redrives(jobs).feed((RedrivePlan) job.plan(), job);
    }
}
