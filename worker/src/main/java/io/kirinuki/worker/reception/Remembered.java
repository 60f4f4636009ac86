package io.kirinuki.worker.reception;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last answers that were waited for, so that who asks again need not have topics searched; bounded by their bytes. */
final class Remembered {
    private static final long MOST_BYTES = 8 << 20;

    private final Map<Ticket, Answered> answers = new LinkedHashMap<>();
    private long bytes;

    synchronized Optional<Answered> find(Ticket ticket) {
        return Optional.ofNullable(answers.get(ticket));
    }

    synchronized void add(Ticket ticket, Answered answered) {
        Answered before = answers.put(ticket, answered);
        bytes +=
                answered.event().length() - (before == null ? 0 : before.event().length());
        Iterator<Answered> oldest = answers.values().iterator();
        while (bytes > MOST_BYTES && answers.size() > 1) {
            bytes -= oldest.next().event().length();
            oldest.remove();
        }
    }
}
