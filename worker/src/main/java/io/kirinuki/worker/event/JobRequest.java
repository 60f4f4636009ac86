package io.kirinuki.worker.event;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of the requests that a job sends.
 *
 * @param number in the order in which the job sends them, from 0
 */
public record JobRequest(String job, long number) {
    private static final Pattern TEXT = Pattern.compile("(.+)#([0-9]{1,18})");

    /** Reads what {@link #toString} gives; empty where it is something else. */
    public static Optional<JobRequest> parse(String text) {
        var parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new JobRequest(parts.group(1), Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    /** {@code submit-3f9ac01b22d4-1#17}. */
    @Override
    public String toString() {
        return job + "#" + number;
    }
}
