package io.kirinuki.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What a thread of its own makes while a start goes on with other things. Whoever began it takes it, or gives it up. */
final class Meanwhile<T extends AutoCloseable> {
    private final CompletableFuture<T> made = new CompletableFuture<>();

    private Meanwhile() {}

    static <T extends AutoCloseable> Meanwhile<T> make(String thread, Supplier<T> maker) {
        Meanwhile<T> meanwhile = new Meanwhile<>();
        Thread.ofPlatform().name(thread).daemon().start(() -> meanwhile.make(maker));
        return meanwhile;
    }

    private void make(Supplier<T> maker) {
        try {
            made.complete(maker.get());
        } catch (RuntimeException | Error e) {
            made.completeExceptionally(e);
        }
    }

    /** Waits for it. Throws what its maker threw. */
    T get() {
        try {
            return made.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) throw thrown;
            if (e.getCause() instanceof Error thrown) throw thrown;
            throw e;
        }
    }

    /** Waits for it and closes it, for {@code why}, which is told of what goes wrong meanwhile. */
    void giveUp(Throwable why) {
        try {
            made.join().close();
        } catch (Exception e) {
            if (!why.equals(e.getCause())) why.addSuppressed(e);
        }
    }
}
