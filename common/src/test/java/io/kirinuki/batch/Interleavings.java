package io.kirinuki.batch;

import org.jetbrains.lincheck.Lincheck;

/**
 * Runs a few threads in many orders, each switched wherever they meet, and fails with the order that broke it or in which
 * nobody could go on. A longer search: {@code -Dinterleavings=20000}.
 */
public final class Interleavings {
    private static final int ORDERS = Integer.getInteger("interleavings", 50);

    private Interleavings() {}

    /** Starts threads and joins them, and throws where what it holds is wrong. */
    public interface Scene {
        void play() throws Exception;
    }

    public static void of(Scene scene) {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            try {
                scene.play();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** A thread that is under way. */
    public static Thread started(Scene scene) {
        Thread thread = new Thread(() -> {
            try {
                scene.play();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        return thread;
    }
}
