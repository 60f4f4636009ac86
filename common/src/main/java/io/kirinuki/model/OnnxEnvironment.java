package io.kirinuki.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;

/**
 * ONNX Runtime's one environment. Creating it, version 1.29.0 matches a regular expression against the process's whole
 * command line, recursing for each character: a class path of some 4,000 overflows Java's usual stack of 1 MiB and
 * kills the process without a word. So that is done on a thread with room for every command line there can be.
 */
final class OnnxEnvironment {
    /** Only reserved; 4,000 characters were seen to take 1 MiB, and one argument may have 128 Ki. */
    private static final long STACK_BYTES = 256L << 20;

    private static final OrtEnvironment ENVIRONMENT = create();

    private OnnxEnvironment() {}

    static OrtEnvironment get() {
        return ENVIRONMENT;
    }

    private static OrtEnvironment create() {
        Creation creation = new Creation();
        new Thread(null, creation, "onnx-environment", STACK_BYTES).start();
        return creation.created.join();
    }

    /** A class of its own: a lambda of this one would wait for the initialisation that waits for it. */
    private static final class Creation implements Runnable {
        private final CompletableFuture<OrtEnvironment> created = new CompletableFuture<>();

        @Override
        public void run() {
            try {
                created.complete(OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "kirinuki"));
            } catch (RuntimeException | Error e) {
                created.completeExceptionally(e);
            }
        }
    }
}
