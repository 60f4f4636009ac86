package io.kirinuki.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.onnx.Onnx.ModelProto;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network on a device, as its manifest says: takes pixels as {@link InputRule#sampling} has them made (with a trimap's
 * channel after the colours, where it wants one), gives {@link Prediction}s of its task.
 *
 * <p>Pictures of one batch may differ in size where the network takes any; equal ones run together.
 *
 * <p>Threads: one ONNX Runtime session serves all lanes at once. Close it after them.
 */
public final class Network implements Accelerator<Pixels, Prediction>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Network.class);

    /** What the trial of a network of any size measures at least on a side. */
    private static final int TRIAL_SIDE = 64;

    /** How the runtime, its arenas, C++ and NVIDIA's libraries say it; there is no code for it. */
    private static final List<String> OUT_OF_MEMORY = List.of(
            "out of memory",
            "failed to allocate memory",
            "is smaller than requested bytes",
            "bad_alloc",
            "bad allocation",
            "alloc_failed",
            "memoryallocation",
            "cannot allocate memory");

    private final ModelManifest manifest;
    private final Variant variant;
    private final Device device;
    private final Form form;
    private final Form.Sizes sizes;
    private final Optional<String> unwrapped;
    private final Optional<String> unbatched;

    private Network(
            ModelManifest manifest,
            Variant variant,
            Device device,
            Form form,
            Form.Sizes sizes,
            Optional<String> unwrapped,
            Optional<String> unbatched) {
        this.manifest = manifest;
        this.variant = variant;
        this.device = device;
        this.form = form;
        this.sizes = sizes;
        this.unwrapped = unwrapped;
        this.unbatched = unbatched;
    }

    /**
     * Reads {@code model.yaml} in the folder, chooses the variant, checks its digest, wraps the graph, holds it against
     * the manifest by a trial run, and finds out whether it takes batches.
     */
    public static Network load(Path folder, NetworkOptions options) throws ModelException {
        return new Loading(folder, options).load();
    }

    /** As {@link #load}, but as if the graph had refused to be wrapped. */
    static Network loadPlain(Path folder, NetworkOptions options) throws ModelException {
        return new Loading(folder, options).plain("it was asked for");
    }

    /** One attempt to load, with what all its steps want to know. */
    private static final class Loading {
        private final NetworkOptions options;
        private final ModelManifest manifest;
        private final Variant variant;
        private final Path file;
        private final ByteBuffer bytes;
        private final ModelProto model;
        private final long start = System.nanoTime();

        Loading(Path folder, NetworkOptions options) throws ModelException {
            this.options = options;
            this.manifest = ModelManifest.read(folder.resolve("model.yaml"));
            this.variant = Variant.choose(manifest, options.device(), options.int8MaxLoss());
            this.file = folder.resolve(variant.file());
            this.bytes = OnnxFile.read(file, variant.sha256());
            this.model = OnnxFile.parse(bytes, file.toString());
            InputTensor.check(model.getGraph(), manifest, file.toString());
            OutputTensor.check(model.getGraph(), manifest, file.toString());
        }

        Network load() throws ModelException {
            Optional<String> refusal = GraphSurgery.refusal(model);
            if (refusal.isPresent()) return plain(refusal.get());
            try {
                return proven(new WrappedForm(manifest, wrappedSession()), Optional.empty());
            } catch (OrtException e) {
                if (failed(e).outOfMemory()) throw refused(e);
                return plain(String.valueOf(e.getMessage()));
            }
        }

        Network plain(String why) throws ModelException {
            try {
                return proven(new PlainForm(manifest, session(bytes)), Optional.of(why));
            } catch (OrtException e) {
                throw refused(e);
            }
        }

        private OrtSession wrappedSession() throws OrtException {
            Supplier<ByteBuffer> graph = () -> OnnxFile.written(GraphSurgery.wrap(model, manifest));
            return cache().isPresent()
                    ? new OptimisedGraphs(cache().get()).session(identity(), graph)
                    : session(graph.get());
        }

        private Optional<Path> cache() {
            return options.cache().filter(folder -> options.device() == Device.CPU);
        }

        private String identity() {
            return GraphSurgery.identity(model, manifest, variant.sha256());
        }

        private OrtSession session(ByteBuffer graph) throws OrtException {
            try (SessionOptions session = options.device().options()) {
                return OnnxEnvironment.get().createSession(graph, session);
            }
        }

        private ModelException refused(OrtException e) {
            String hint = failed(e).outOfMemory() ? "; lower engine.max-batch or the manifest's batch.max" : "";
            return new ModelException(
                    "%s: the network does not run as its manifest says: %s%s".formatted(file, e.getMessage(), hint), e);
        }

        private Network proven(Form form, Optional<String> unwrapped) throws OrtException, ModelException {
            try {
                Network network = tried(form, unwrapped);
                LOG.info(
                        "Model {} {} runs {} on {}: {}; loaded in {} ms",
                        manifest.name(),
                        manifest.version(),
                        variant.label(),
                        options.device().label(),
                        variant.why(),
                        (System.nanoTime() - start) / 1_000_000);
                unwrapped.ifPresent(why ->
                        LOG.warn("Model {}: Java prepares its input, its graph refuses: {}", manifest.name(), why));
                network.unbatched.ifPresent(
                        why -> LOG.warn("Model {} runs one picture at a time: {}", manifest.name(), why));
                return network;
            } catch (OrtException | ModelException | RuntimeException e) {
                form.close();
                throw e;
            }
        }

        private Network tried(Form form, Optional<String> unwrapped) throws OrtException, ModelException {
            try {
                return answering(form, unwrapped);
            } catch (UnsoundAnswer e) {
                throw unsound(e);
            }
        }

        private ModelException unsound(UnsoundAnswer e) {
            return new ModelException(
                    "%s: model %s cannot be used: %s; it was asked of an ordinary picture"
                            .formatted(file, manifest.name(), e.getMessage()),
                    e);
        }

        private Network answering(Form form, Optional<String> unwrapped)
                throws OrtException, ModelException, UnsoundAnswer {
            PixelSize input = trialSize();
            boolean anySize = manifest.input().framing() instanceof Framing.AnySize;
            boolean sameAsInput = anySize && OutputTensor.of(manifest).isMap();
            PixelSize output = measured(form, input);
            if (anySize) measured(form, new PixelSize(2 * input.width(), input.height()));
            int most = Math.min(
                    options.maxBatch(),
                    manifest.batch().map(ModelManifest.Batch::max).orElse(Integer.MAX_VALUE));
            var sizes =
                    new Form.Sizes(input, output, sameAsInput, options.device().buckets(most));
            Optional<String> unbatched = refutation(form, sizes);
            if (unbatched.isPresent()) sizes = new Form.Sizes(input, output, sameAsInput, List.of(1));
            Network network = new Network(manifest, variant, options.device(), form, sizes, unwrapped, unbatched);
            network.warmUp();
            return network;
        }

        private Optional<String> refutation(Form form, Form.Sizes sizes) throws OrtException, UnsoundAnswer {
            Optional<ProvenBatches> proven = form instanceof WrappedForm
                    ? cache().map(folder -> ProvenBatches.of(folder, identity(), BatchProof.pictures(sizes)))
                    : Optional.empty();
            if (proven.filter(ProvenBatches::isKnown).isPresent()) return Optional.empty();
            Optional<String> refutation =
                    BatchProof.refutation(form, manifest, sizes, InputTensor.isOneAtATime(model.getGraph(), manifest));
            if (refutation.isEmpty()) proven.ifPresent(ProvenBatches::keep);
            return refutation;
        }

        private PixelSize trialSize() {
            return manifest.input().framing().window(new PixelSize(TRIAL_SIDE, TRIAL_SIDE));
        }

        private PixelSize measured(Form form, PixelSize input) throws OrtException, ModelException, UnsoundAnswer {
            Form.Trial trial = form.tried(trialPicture(manifest, input));
            PixelSize size = OutputTensor.of(manifest)
                    .measure(trial.shape().stream().mapToLong(Long::longValue).toArray(), input, file.toString());
            UnsoundAnswer.refuse(trial.unsound(), manifest.output());
            return size;
        }
    }

    /** Without a sound answer to it a network is not loaded. */
    private static Pixels trialPicture(ModelManifest manifest, PixelSize size) {
        return TrialPictures.picture(0, size, manifest.input().colour().channels());
    }

    private void warmUp() throws OrtException, UnsoundAnswer {
        if (!device.warmsUp()) return;
        try (Form.Pass pass = form.open(sizes)) {
            for (int bucket : sizes.buckets()) pass.run(Collections.nCopies(bucket, harmless()));
        }
    }

    public ModelManifest manifest() {
        return manifest;
    }

    public Device device() {
        return device;
    }

    /** Of the file that runs: the network's own, or its int8 variant's. */
    public String sha256() {
        return variant.sha256();
    }

    /** Of the file that runs: {@code fp32} or {@code int8}. */
    public String precision() {
        return variant.label();
    }

    /** Why Java has to prepare its input and read its output; empty where the graph does. */
    public Optional<String> unwrapped() {
        return unwrapped;
    }

    /** Why it runs one picture at a time; empty where it takes batches. */
    public Optional<String> unbatched() {
        return unbatched;
    }

    @Override
    public String name() {
        return manifest.name();
    }

    @Override
    public int maxBatch() {
        return sizes.buckets().getLast();
    }

    @Override
    public Kind kind(Pixels picture) {
        return NetworkLane.kind(picture, manifest.input(), maxBatch());
    }

    @Override
    public Pixels harmless() {
        return trialPicture(manifest, sizes.input());
    }

    @Override
    public Lane<Pixels, Prediction> open() throws AcceleratorException {
        try {
            return new NetworkLane(form.open(sizes), manifest.input(), maxBatch());
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    static AcceleratorException failed(OrtException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        return new AcceleratorException(message, OUT_OF_MEMORY.stream().anyMatch(lower::contains), e);
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        form.close();
    }
}
