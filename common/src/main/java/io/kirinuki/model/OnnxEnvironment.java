package io.kirinuki.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's one environment. Creating it, version 1.29.0 matches a regular expression against the process's whole
 * command line, recursing for each character: a class path of some 4,000 overflows Java's usual stack of 1 MiB and
 * kills the process without a word. So that is done on a thread with room for every command line there can be.
 *
 * <p>It is held twice. The library's own shutdown hook lets go of it, whatever is under way: a session that is being made
 * then ends the process by SIGSEGV, where a signal was to end it. Its last holder would take it down, and the second
 * lets go never.
 */
final class OnnxEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEnvironment.class);

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
                var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "kirinuki");
                holdAgain();
                created.complete(environment);
            } catch (RuntimeException | Error e) {
                created.completeExceptionally(e);
            }
        }

        /** What the Java binding does not offer: it counts holders below, and makes the first one only. */
        private static void holdAgain() {
            try {
                Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
                api.setAccessible(true);
                Method hold =
                        OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
                hold.setAccessible(true);
                var unused = hold.invoke(
                        null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR.getValue(), "kirinuki");
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.warn("A signal while a model is being loaded may end the process by SIGSEGV: {}", e.toString());
            }
        }
    }
}
