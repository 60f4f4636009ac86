package io.kirinuki.worker.page;

/**
 * What the live page has beyond what every worker shows.
 *
 * @param title of whom it tells
 * @param drops whether pictures can be dropped on it, which then come in as by the HTTP door
 */
public record PageExtras(String title, boolean drops, JobList jobs) {
    public static final PageExtras NONE = new PageExtras("worker", false, JobList.NONE);
}
