package io.kirinuki.worker.job.submit;

import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Kind;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;
import java.util.Optional;

/** Jobs that send requests for many objects. */
public record SubmitKind() implements Kind {
    @Override
    public String name() {
        return SubmitPlan.KIND;
    }

    @Override
    public Class<? extends Plan> plan() {
        return SubmitPlan.class;
    }

    @Override
    public List<String> topics(TopicsConfig topics, Plan plan) {
        return switch (((SubmitPlan) plan).terms().lane()) {
            case LIVE -> List.of(topics.requests());
            case BACKFILL -> topics.backfill().stream().toList();
        };
    }

    @Override
    public Unit unit() {
        return Unit.IMAGES;
    }

    /** Of a manifest that came from standard input there is none: {@link Submissions#open} has it. */
    @Override
    public Feed feed(Jobs jobs, JobState job) {
        return new Submissions(jobs, Optional.empty()).feed((SubmitPlan) job.plan(), job);
    }
}
