package io.kirinuki.worker.job.replay;

import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Kind;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;
import java.util.stream.Stream;

/** Jobs that send requests of the past again. */
public record ReplayKind() implements Kind {
    @Override
    public String name() {
        return ReplayPlan.KIND;
    }

    @Override
    public Class<? extends Plan> plan() {
        return ReplayPlan.class;
    }

    @Override
    public List<String> topics(TopicsConfig topics, Plan plan) {
        return Stream.concat(Stream.of(((ReplayPlan) plan).topic()), topics.backfill().stream())
                .toList();
    }

    @Override
    public Unit unit() {
        return Unit.RECORDS;
    }

    @Override
    public Feed feed(Jobs jobs, JobState job) {
        return new Replays(jobs).feed((ReplayPlan) job.plan(), job);
    }
}
