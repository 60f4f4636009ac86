package io.kirinuki.worker.job.history;

import io.kirinuki.worker.config.Texts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A place in the history of a topic, as people write it. */
public sealed interface Moment {
    /** Of the first record with this timestamp or a later one. */
    record At(Instant time) implements Moment {}

    /** The same offset of every partition. */
    record Offset(long offset) implements Moment {}

    /** Offsets by partition; partitions without one are left out. */
    record Offsets(SortedMap<Integer, Long> byPartition) implements Moment {}

    record Earliest() implements Moment {}

    /** Behind the last record that is committed by now. */
    record Latest() implements Moment {}

    String FORMS =
            "a time such as 2026-11-20T08:00:00Z, a date (UTC), a duration ago such as 36h, an offset such as 1200,"
                    + " offsets by partition such as 0:1200,1:900, earliest or latest";

    Pattern OFFSET = Pattern.compile("[0-9]{1,18}");
    Pattern OFFSETS = Pattern.compile("[0-9]{1,6}:[0-9]{1,18}(,[0-9]{1,6}:[0-9]{1,18})*");
    Pattern AGO = Pattern.compile("[0-9]{1,9}[smhd]");

    /** Throws {@link IllegalArgumentException} that tells the forms. */
    static Moment parse(String text, Instant now) {
        if (text.equals("earliest")) return new Earliest();
        if (text.equals("latest")) return new Latest();
        if (OFFSET.matcher(text).matches()) return new Offset(Long.parseLong(text));
        if (OFFSETS.matcher(text).matches()) return offsets(text);
        if (AGO.matcher(text).matches()) return new At(now.minus(Texts.duration(text)));
        try {
            return new At(
                    text.contains("T")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"%s\" is not %s".formatted(text, FORMS), e);
        }
    }

    private static Moment offsets(String text) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        Arrays.stream(text.split(","))
                .map(one -> one.split(":"))
                .forEach(one -> offsets.put(Integer.valueOf(one[0]), Long.valueOf(one[1])));
        return new Offsets(offsets);
    }
}
