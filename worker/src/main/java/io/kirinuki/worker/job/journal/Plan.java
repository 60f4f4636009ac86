package io.kirinuki.worker.job.journal;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What a job is to do, fixed when it begins, so that it does the same however often it is taken up again. A record of its
 * own for each kind of job.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public interface Plan {
    /** One word, by which its class is also told in the journal: that of its {@code @JsonTypeName}. */
    String kind();

    /** What one process holds at a time, who opens a job taking it from whoever has it: the job itself, unless it is more. */
    default String fence(String job) {
        return job;
    }

    /** Whether it sends requests; where it does not, there is nothing to tell of answers. */
    default boolean sends() {
        return true;
    }

    /**
     * Whether its requests are numbered in the order in which they are sent, and each is answered once: then its answers can
     * be put into that order.
     */
    default boolean numbers() {
        return false;
    }

    /** One line for people. */
    String summary();
}
