package io.kirinuki.worker.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values of a label that come from outside, and so might be any number: the first {@code most} are kept, all others are
 * {@link #OTHER}. A request may name any bucket, and each label value is a series that lives as long as the worker. Any
 * thread.
 */
final class Bounded {
    static final String OTHER = "other";

    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final int most;

    Bounded(int most) {
        this.most = most;
    }

    String of(String value) {
        if (kept.contains(value)) return value;
        synchronized (this) {
            if (kept.size() >= most && !kept.contains(value)) return OTHER;
            kept.add(value);
            return value;
        }
    }
}
