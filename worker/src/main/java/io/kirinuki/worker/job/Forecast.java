package io.kirinuki.worker.job;

import io.kirinuki.worker.job.journal.Chunk;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job would do, or what is left of one that was interrupted: counted, for it is the job's own feed that is read.
 *
 * @param taken records or objects that it would look at
 * @param requests that it would send
 * @param answers to them
 * @param left what it would look at and not send, by reason
 */
public record Forecast(long taken, long requests, long answers, SortedMap<String, Long> left) {
    private static final int CHUNK = 1_000;

    public static Forecast of(Feed feed) throws InterruptedException {
        long taken = 0;
        long requests = 0;
        long answers = 0;
        SortedMap<String, Long> left = new TreeMap<>();
        while (!feed.ended()) {
            Chunk chunk = feed.next(CHUNK);
            taken += chunk.taken();
            requests += chunk.outgoing().size();
            answers += chunk.answers();
            chunk.left().forEach((reason, count) -> left.merge(reason, count, Long::sum));
        }
        return new Forecast(taken, requests, answers, left);
    }
}
