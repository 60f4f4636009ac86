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
    /** As the command that asks for it is called. */
    String kind();

    /** One line for people. */
    String summary();
}
