package io.kirinuki.worker.cli;

/** SIGTERM and SIGINT, as they reach a worker: it is closed, and the process ends once that is done. */
public final class StopSignal {
    private StopSignal() {}

    /** Waits until the worker has ended, be it by a signal. */
    static Running.Ending await(Running worker) throws InterruptedException {
        var hook = new Thread(worker::close, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return worker.awaitStop();
        } finally {
            remove(hook);
        }
    }

    public static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process is ending: the hook is what stopped the worker, and runs to its end.
            return;
        }
    }
}
