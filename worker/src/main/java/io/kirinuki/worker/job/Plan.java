package io.kirinuki.worker.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a job is to do, fixed when it begins, so that it does the same however often it is taken up again. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ReplayPlan.class, name = "replay"),
    @JsonSubTypes.Type(value = RedrivePlan.class, name = "redrive"),
    @JsonSubTypes.Type(value = SubmitPlan.class, name = "submit")
})
public sealed interface Plan permits ReplayPlan, RedrivePlan, SubmitPlan {
    /** One word. */
    String kind();

    /** The command that begins such jobs, and holds the commands for those that there are. */
    static String command(String kind) {
        return kind.equals(RedrivePlan.KIND) ? "failures redrive" : kind;
    }

    /** What one process holds at a time, who opens a job taking it from whoever has it: the job itself, unless it is more. */
    default String fence(String job) {
        return job;
    }

    /** One line for people. */
    String summary();
}
