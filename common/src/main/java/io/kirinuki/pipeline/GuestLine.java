package io.kirinuki.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Those who wait to be let in, of one kind of traffic. Any thread may add; one serves. */
sealed interface GuestLine permits GuestLine.Arrivals, TenantDoor.TenantLine {
    void add(Admission.Guest guest);

    /** Who is to be let in next, off the line; null where nobody may be in time. */
    Admission.Guest poll(long nanos) throws InterruptedException;

    /** Whoever was polled is done with, or was never let in. */
    void left(Admission.Guest guest);

    /** Whether it was still in line. */
    boolean remove(Admission.Guest guest);

    /** Takes all off the line. */
    List<Admission.Guest> drain();

    int size();

    /** Of those, who a quota keeps back. */
    int keptBack();

    /** In the order of arrival. */
    final class Arrivals implements GuestLine {
        private final BlockingQueue<Admission.Guest> line = new LinkedBlockingQueue<>();

        @Override
        public void add(Admission.Guest guest) {
            line.add(guest);
        }

        @Override
        public Admission.Guest poll(long nanos) throws InterruptedException {
            return line.poll(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void left(Admission.Guest guest) {
            // Nobody counts them.
        }

        @Override
        public boolean remove(Admission.Guest guest) {
            return line.remove(guest);
        }

        @Override
        public List<Admission.Guest> drain() {
            List<Admission.Guest> all = new ArrayList<>();
            line.drainTo(all);
            return all;
        }

        @Override
        public int size() {
            return line.size();
        }

        @Override
        public int keptBack() {
            return 0;
        }
    }
}
