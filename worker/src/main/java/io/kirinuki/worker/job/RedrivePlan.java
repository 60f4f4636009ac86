package io.kirinuki.worker.job;

import java.util.List;

/**
 * Sends dead letters again.
 *
 * @param topic the dead letters'
 * @param spans of it, by partition
 * @param where which of them; blank: all
 * @param most a dead letter that was sent again so often stays
 */
public record RedrivePlan(String topic, List<Span> spans, String where, int most) implements Plan {
    public RedrivePlan {
        spans = List.copyOf(spans);
    }

    @Override
    public String kind() {
        return "redrive";
    }

    @Override
    public String summary() {
        long length = spans.stream().mapToLong(Span::length).sum();
        return "%d records of %s%s".formatted(length, topic, where.isBlank() ? "" : ", where " + where);
    }
}
