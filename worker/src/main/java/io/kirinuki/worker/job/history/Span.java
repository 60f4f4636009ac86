package io.kirinuki.worker.job.history;

/** Offsets of one partition, from the first to behind the last. */
public record Span(int partition, long from, long to) {
    public Span {
        if (from < 0 || to < from) throw new IllegalArgumentException("from %d to %d".formatted(from, to));
    }

    long length() {
        return to - from;
    }

    public boolean holds(long offset) {
        return offset >= from && offset < to;
    }
}
