package io.kirinuki.worker.event.door;

import io.kirinuki.schema.ObjectRef;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The newest event known of each of the 10,000 objects that were told of last: some megabytes. It spares work and keeps
 * the last answer about an object the newest one, no more: that nothing old is written over something new, the keys of
 * artifacts see to, which hold the version that was read. So it may forget, as it does with a restart.
 *
 * <p>Threads: any.
 */
public final class Sequencers {
    private static final int REMEMBERED = 10_000;

    private final Map<ObjectRef, String> newest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectRef, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Remembers an event; false where a newer one of the same object is known. The same event again is in order. */
    public synchronized boolean inOrder(ObjectRef object, String sequencer) {
        ObjectRef anyVersion = ObjectRef.of(object.bucket(), object.key());
        String known = newest.get(anyVersion);
        if (known != null && older(sequencer, known)) return false;
        newest.put(anyVersion, sequencer);
        return true;
    }

    /**
     * Of different lengths, S3's documentation has said both that zeros be added on the left and on the right: older is
     * what is older either way.
     */
    static boolean older(String one, String other) {
        String a = one.toUpperCase(Locale.ROOT);
        String b = other.toUpperCase(Locale.ROOT);
        String zeros = "0".repeat(Math.abs(a.length() - b.length()));
        boolean shorter = a.length() < b.length();
        String left = shorter ? zeros + a : a;
        String leftOther = shorter ? b : zeros + b;
        String right = shorter ? a + zeros : a;
        String rightOther = shorter ? b : b + zeros;
        return left.compareTo(leftOther) < 0 && right.compareTo(rightOther) < 0;
    }
}
