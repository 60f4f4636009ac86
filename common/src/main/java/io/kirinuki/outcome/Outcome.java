package io.kirinuki.outcome;

import java.util.function.Function;

/** What came of a piece of work on one image: a value, or a failure that is a value too. Exceptions are bugs. */
public sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Failed<T>(Failure failure) implements Outcome<T> {}

    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Outcome<T> failed(Failure failure) {
        return new Failed<>(failure);
    }

    default <R> Outcome<R> map(Function<? super T, ? extends R> next) {
        return switch (this) {
            case Done<T>(T value) -> done(next.apply(value));
            case Failed<T>(Failure failure) -> failed(failure);
        };
    }

    /** The value; a failure leaves as {@link FailedException}, to be turned back by {@link #of}. */
    default T orThrow() throws FailedException {
        return switch (this) {
            case Done<T>(T value) -> value;
            case Failed<T>(Failure failure) -> throw new FailedException(failure);
        };
    }

    /** Runs straight-line work in which any step may end with {@link #orThrow}. */
    static <T> Outcome<T> of(Work<T> work) throws InterruptedException {
        try {
            return done(work.run());
        } catch (FailedException e) {
            return failed(e.failure());
        }
    }

    /** Several steps, each of which may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws FailedException, InterruptedException;
    }

    /** Carries a failure out of straight-line code; has no stack trace and never leaves {@link Outcome#of}. */
    final class FailedException extends Exception {
        private final transient Failure failure;

        public FailedException(Failure failure) {
            super(failure.message(), null, false, false);
            this.failure = failure;
        }

        public Failure failure() {
            return failure;
        }
    }
}
