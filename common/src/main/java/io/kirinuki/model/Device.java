package io.kirinuki.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where networks run. */
public enum Device {
    CPU {
        @Override
        SessionOptions options() throws OrtException {
            SessionOptions options = shared();
            // Several runs of one thread each beat one run of several threads by 1.4 to 2.1 times on shared cores.
            options.setIntraOpNumThreads(1);
            return options;
        }

        @Override
        List<Integer> buckets(int maxBatch) {
            return IntStream.rangeClosed(1, maxBatch).boxed().toList(); // padding would cost real work here
        }

        @Override
        boolean warmsUp() {
            return false; // a new shape costs nothing here
        }

        @Override
        public String label() {
            return "cpu";
        }

        @Override
        public int lanes(int cores) {
            return cores;
        }

        @Override
        public int maxBatch() {
            return 4; // larger batches gain nothing on a CPU, and wait longer
        }
    },
    CUDA {
        @Override
        SessionOptions options() throws OrtException {
            SessionOptions options = shared();
            OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0);
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            cuda.add("arena_extend_strategy", "kSameAsRequested");
            options.addCUDA(cuda);
            return options;
        }

        @Override
        List<Integer> buckets(int maxBatch) {
            return IntStream.iterate(1, size -> size < 2 * maxBatch, size -> size * 2)
                    .map(size -> Math.min(size, maxBatch))
                    .boxed()
                    .toList(); // few shapes: each new one costs a search and memory that never comes back
        }

        @Override
        boolean warmsUp() {
            return true;
        }

        @Override
        public String label() {
            return "cuda:0";
        }

        @Override
        public int lanes(int cores) {
            return 2; // one copies while the other computes
        }

        @Override
        public int maxBatch() {
            return 16;
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Device.class);

    abstract SessionOptions options() throws OrtException;

    /** Batch sizes that are run, ascending; a batch between two is padded to the larger. */
    abstract List<Integer> buckets(int maxBatch);

    /** Whether the first run of a batch size is slower than those that follow. */
    abstract boolean warmsUp();

    public abstract String label();

    /** Runs at the same time that keep it busy. */
    public abstract int lanes(int cores);

    /** The largest batch worth running, where nobody says otherwise. */
    public abstract int maxBatch();

    private static SessionOptions shared() throws OrtException {
        OnnxEnvironment.get(); // options would create it on this thread's stack
        SessionOptions options = new SessionOptions();
        options.setOptimizationLevel(OptLevel.ALL_OPT);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    /** What was asked for: {@code auto} takes CUDA where it works and says so once where it does not. */
    public enum Choice {
        AUTO,
        CPU,
        CUDA;

        /** Finds out by adding the provider: the list of available providers names what was compiled in, not what works. */
        public Device resolve() throws ModelException {
            if (this == CPU) return Device.CPU;
            try (SessionOptions tried = Device.CUDA.options()) {
                return Device.CUDA;
            } catch (OrtException e) {
                if (this == CUDA) {
                    throw new ModelException(
                            "engine.device: cuda was demanded but cannot be used: " + e.getMessage(), e);
                }
                if (expectsGpu()) {
                    LOG.warn(
                            "NO GPU IS USED: models run on the CPU, many times slower, for engine.device is auto and CUDA"
                                    + " cannot be used: {}. With engine.device=cuda the worker would not have started",
                            firstLine(e.getMessage()));
                } else {
                    LOG.info("Models run on the CPU; CUDA cannot be used: {}", firstLine(e.getMessage()));
                }
                return Device.CPU;
            }
        }

        /** Whether whoever set this up must have meant a GPU: this is the build for CUDA, or the machine has one. */
        public static boolean expectsGpu() {
            return expectsGpu(OrtEnvironment.getAvailableProviders(), Path.of("/dev/nvidiactl"));
        }

        static boolean expectsGpu(Set<OrtProvider> compiledIn, Path driver) {
            return compiledIn.contains(OrtProvider.CUDA) || Files.exists(driver);
        }

        private static String firstLine(String message) {
            return message.lines().findFirst().orElse("");
        }
    }
}
