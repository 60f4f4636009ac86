package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Kind;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;

/** Jobs that dismiss dead letters. */
public record DismissKind() implements Kind {
    @Override
    public String name() {
        return DismissPlan.KIND;
    }

    @Override
    public String command() {
        return "failures dismiss";
    }

    @Override
    public Class<? extends Plan> plan() {
        return DismissPlan.class;
    }

    @Override
    public List<String> topics(TopicsConfig topics, Plan plan) {
        return List.of(((DismissPlan) plan).topic());
    }

    @Override
    public Unit unit() {
        return Unit.RECORDS;
    }

    @Override
    public void checkTurn(Jobs jobs, JobState job) {
        new Redrives(jobs).checkTurn(job.id());
    }

    @Override
    public Feed feed(Jobs jobs, JobState job) throws InterruptedException {
        checkTurn(jobs, job);
        return new Dismissals(jobs).feed((DismissPlan) job.plan(), job);
    }
}
