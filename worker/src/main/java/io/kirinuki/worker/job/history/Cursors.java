package io.kirinuki.worker.job.history;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The cursor of a job that reads a history: what comes next, by partition. */
public final class Cursors {
    private Cursors() {}

    public static SortedMap<String, String> of(Map<Integer, Long> next) {
        SortedMap<String, String> cursor = new TreeMap<>();
        next.forEach((partition, offset) -> cursor.put(partition.toString(), offset.toString()));
        return cursor;
    }

    public static SortedMap<Integer, Long> offsets(Map<String, String> cursor) {
        SortedMap<Integer, Long> next = new TreeMap<>();
        cursor.forEach((partition, offset) -> next.put(Integer.valueOf(partition), Long.valueOf(offset)));
        return next;
    }
}
