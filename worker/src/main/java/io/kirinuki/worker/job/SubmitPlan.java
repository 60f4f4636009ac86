package io.kirinuki.worker.job;

/** Sends requests for objects that are there. */
public record SubmitPlan(String what, String pipeline) implements Plan {
    @Override
    public String kind() {
        return "submit";
    }

    @Override
    public String summary() {
        return "%s through %s".formatted(what, pipeline);
    }
}
