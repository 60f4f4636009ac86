package io.kirinuki.pipeline;

import io.kirinuki.batch.FairLine;
import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Weights;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The lines of guests in which tenants take turns, and quotas that hold for live and backfill together: a tenant at its
 * quota is passed over, and holds nothing while it waits but its place in line.
 *
 * <p>Threads: any may add; each line is served by one.
 */
final class TenantDoor {
    private record Due(long when, Tenant tenant) {}

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Weights weights;
    private final QuotaBook book;
    private final Map<Traffic, TenantLine> lines = new EnumMap<>(Traffic.class);
    /** Tenants that are held back until a time. */
    private final PriorityQueue<Due> due = new PriorityQueue<>((one, other) -> Long.signum(one.when() - other.when()));

    TenantDoor(Weights weights, Quotas quotas, LongSupplier nanos) {
        this.nanos = nanos;
        this.weights = weights;
        this.book = new QuotaBook(quotas);
        for (Traffic traffic : Traffic.values()) lines.put(traffic, new TenantLine());
    }

    GuestLine line(Traffic traffic) {
        return lines.get(traffic);
    }

    /** Of those that have anything in flight or in line. */
    Map<Tenant, ImageEngine.Standing> standings() {
        lock.lock();
        try {
            Map<Tenant, ImageEngine.Standing> standings = new HashMap<>();
            book.inFlight().forEach((tenant, images) -> standings.put(tenant, new ImageEngine.Standing(images, 0)));
            for (TenantLine line : lines.values()) {
                line.guests.waiting().forEach((tenant, guests) -> {
                    ImageEngine.Standing before = standings.getOrDefault(tenant, new ImageEngine.Standing(0, 0));
                    standings.put(tenant, new ImageEngine.Standing(before.inFlight(), before.waiting() + guests));
                });
            }
            return standings;
        } finally {
            lock.unlock();
        }
    }

    private void release(Tenant tenant) {
        for (TenantLine line : lines.values()) line.guests.release(tenant);
    }

    private void releaseDue(long now) {
        while (!due.isEmpty() && due.peek().when() - now <= 0)
            release(due.poll().tenant());
    }

    /** One traffic's. */
    final class TenantLine implements GuestLine {
        private final FairLine<Admission.Guest> guests = new FairLine<>(weights);

        private TenantLine() {}

        @Override
        public void add(Admission.Guest guest) {
            lock.lock();
            try {
                guests.add(guest.asker().tenant(), guest);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Admission.Guest poll(long nanosToWait) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = nanosToWait;
                while (true) {
                    long now = nanos.getAsLong();
                    Admission.Guest guest = take(now);
                    if (guest != null) return guest;
                    if (left <= 0) return null;
                    long most = due.isEmpty() ? left : Math.min(left, due.peek().when() - now);
                    left -= most - changed.awaitNanos(most); // whatever has come, it is looked at anew
                }
            } finally {
                lock.unlock();
            }
        }

        /** Null where nobody may be let in now. */
        private Admission.Guest take(long now) {
            releaseDue(now);
            while (guests.next().isPresent()) {
                Tenant tenant = guests.next().get();
                OptionalLong notBefore = book.notBefore(tenant, now);
                if (book.full(tenant)) {
                    guests.hold(tenant);
                } else if (notBefore.isPresent()) {
                    guests.hold(tenant);
                    due.add(new Due(notBefore.getAsLong(), tenant));
                } else {
                    book.begins(tenant, now);
                    return guests.poll();
                }
            }
            return null;
        }

        @Override
        public void left(Admission.Guest guest) {
            lock.lock();
            try {
                book.ends(guest.asker().tenant());
                release(guest.asker().tenant());
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean remove(Admission.Guest guest) {
            lock.lock();
            try {
                return guests.remove(guest.asker().tenant(), guest);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public List<Admission.Guest> drain() {
            lock.lock();
            try {
                List<Admission.Guest> all = new ArrayList<>();
                guests.waiting().keySet().forEach(guests::release);
                while (guests.size() > 0) all.add(guests.poll());
                return all;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int size() {
            lock.lock();
            try {
                return guests.size();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int keptBack() {
            lock.lock();
            try {
                return guests.held();
            } finally {
                lock.unlock();
            }
        }
    }
}
