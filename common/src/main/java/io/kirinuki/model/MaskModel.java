package io.kirinuki.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.image.PixelSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A foreground network on a device. Takes RGB pixels uint8 [height, width, 3] of the manifest's input size, row by row;
 * gives alpha uint8 [height, width], 255 where the subject is.
 *
 * <p>Threads: one ONNX Runtime session serves all lanes at once. Close it after them.
 */
public final class MaskModel implements Accelerator<byte[], byte[]>, AutoCloseable {
    private final ModelManifest manifest;
    private final Device device;
    private final List<Integer> buckets;
    private final OrtSession session;

    private MaskModel(ModelManifest manifest, Device device, int maxBatch, OrtSession session) {
        this.manifest = manifest;
        this.device = device;
        this.buckets = device.buckets(maxBatch);
        this.session = session;
    }

    /** Reads {@code model.yaml} in the folder, checks the digest, wraps the graph, and proves it by a run of every bucket. */
    public static MaskModel load(Path folder, Device device, int maxBatch) throws ModelException {
        ModelManifest manifest = ModelManifest.read(folder.resolve("model.yaml"));
        byte[] wrapped = GraphSurgery.wrap(readChecked(folder, manifest), manifest);
        try (SessionOptions options = device.options()) {
            MaskModel model = new MaskModel(
                    manifest, device, maxBatch, OnnxEnvironment.get().createSession(wrapped, options));
            model.warmUp();
            return model;
        } catch (OrtException | AcceleratorException e) {
            throw new ModelException(
                    "%s: the network does not run as its manifest says: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static byte[] readChecked(Path folder, ModelManifest manifest) throws ModelException {
        Path file = folder.resolve(manifest.file());
        try {
            byte[] onnx = Files.readAllBytes(file);
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
            if (!digest.equals(manifest.sha256())) {
                throw new ModelException(
                        "%s: its sha256 is %s, but the manifest says %s; fetch the file again, or mend the manifest"
                                .formatted(file, digest, manifest.sha256()));
            }
            return onnx;
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void warmUp() throws AcceleratorException {
        try (Lane<byte[], byte[]> lane = open()) {
            for (int bucket : buckets) lane.run(Collections.nCopies(bucket, harmless()));
        }
    }

    public PixelSize inputSize() {
        return manifest.input().framing().window(new PixelSize(1, 1));
    }

    public ModelManifest manifest() {
        return manifest;
    }

    public Device device() {
        return device;
    }

    @Override
    public String name() {
        return manifest.name();
    }

    @Override
    public int maxBatch() {
        return buckets.getLast();
    }

    @Override
    public byte[] harmless() {
        return new byte[Math.toIntExact(inputSize().pixels() * 3)];
    }

    @Override
    public Lane<byte[], byte[]> open() throws AcceleratorException {
        try {
            return new Slab(session, inputSize(), buckets);
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    static AcceleratorException failed(OrtException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        boolean outOfMemory = lower.contains("out of memory") || lower.contains("failed to allocate memory");
        return new AcceleratorException(message, outOfMemory, e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
