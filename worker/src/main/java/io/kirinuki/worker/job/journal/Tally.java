package io.kirinuki.worker.job.journal;

import java.util.SortedMap;

/**
 * What became of the requests of a job, by their answers.
 *
 * @param done results, reused ones counted
 * @param reused results that an earlier run had made
 * @param failed failures by name
 * @param bytes read of images, those of reused results not counted
 * @param acceleratorMillis of results not reused: each image's share of the batches that it was in
 */
public record Tally(long done, long reused, SortedMap<String, Long> failed, long bytes, double acceleratorMillis) {
    public long failures() {
        return failed.values().stream().mapToLong(Long::longValue).sum();
    }

    public long answered() {
        return done + failures();
    }
}
