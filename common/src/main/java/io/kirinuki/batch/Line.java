package io.kirinuki.batch;

import java.util.ArrayDeque;
import java.util.Deque;

/** Those who wait for one counter, and who of them is next. Guarded by its user. */
sealed interface Line<T> permits Line.Arrivals, FairLine {
    void add(Tenant tenant, T one);

    /** Who is next, still in line; null where nobody is. */
    T peek();

    /** The one that {@link #peek} tells. */
    T poll();

    /** Whether it was still in line. */
    boolean remove(T one);

    int size();

    /** In the order of arrival, whoever they are. */
    final class Arrivals<T> implements Line<T> {
        private final Deque<T> line = new ArrayDeque<>();

        @Override
        public void add(Tenant tenant, T one) {
            line.add(one);
        }

        @Override
        public T peek() {
            return line.peek();
        }

        @Override
        public T poll() {
            return line.poll();
        }

        @Override
        public boolean remove(T one) {
            return line.remove(one);
        }

        @Override
        public int size() {
            return line.size();
        }
    }
}
