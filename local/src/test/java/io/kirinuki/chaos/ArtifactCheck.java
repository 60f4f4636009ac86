package io.kirinuki.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;

/**
 * Downloads everything that answers told of: length and digest must be as told, a sidecar must tell of the same work,
 * and of every eighth mask and cut-out by the stand-in also the pixels must be those of its photo.
 */
final class ArtifactCheck {
    private static final int SAMPLE = 8;

    private final ObjectStore store;
    private final boolean pixels;
    private int checked;
    private int sampled;
    private final List<String> wrong = new ArrayList<>();

    ArtifactCheck(ObjectStore store, boolean pixels) {
        this.store = store;
        this.pixels = pixels;
    }

    void run(Map<String, Witness.Artifact> artifacts) throws InterruptedException, ExecutionException {
        Semaphore connections = new Semaphore(16);
        List<Future<?>> checks = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            artifacts.forEach((key, told) -> checks.add(threads.submit(() -> {
                connections.acquire();
                try {
                    check(key, told);
                } finally {
                    connections.release();
                }
                return null;
            })));
            for (Future<?> check : checks) check.get();
        }
    }

    private void check(String name, Witness.Artifact told) throws InterruptedException, IOException {
        int slash = name.indexOf('/');
        ObjectRef object = ObjectRef.of(name.substring(0, slash), name.substring(slash + 1));
        switch (read(object)) {
            case Outcome.Failed<byte[]>(var failure) -> blame(name + ": " + failure.message());
            case Outcome.Done<byte[]>(byte[] bytes) -> {
                if (told.role().equals("sidecar")) {
                    if (!new String(bytes, UTF_8).contains(told.fingerprint())) blame(name + ": of other work");
                } else if (bytes.length != told.bytes()
                        || !Blob.of(bytes).sha256().equals(told.sha256())) {
                    blame("%s: %d bytes, %d told".formatted(name, bytes.length, told.bytes()));
                } else if (pixels && Math.floorMod(name.hashCode(), SAMPLE) == 0) {
                    checkPixels(name, told, bytes);
                }
                count(pixels
                        && Math.floorMod(name.hashCode(), SAMPLE) == 0
                        && !told.role().equals("sidecar"));
            }
        }
    }

    private Outcome<byte[]> read(ObjectRef object) throws InterruptedException {
        return switch (store.open(object)) {
            case Outcome.Failed<OpenObject>(var failure) -> Outcome.failed(failure);
            case Outcome.Done<OpenObject>(OpenObject open) -> {
                try (open) {
                    yield open.read();
                }
            }
        };
    }

    private void checkPixels(String name, Witness.Artifact told, byte[] bytes) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        if (image == null) {
            blame(name + ": no picture");
            return;
        }
        int expected = told.colour() >> FakeModels.shift(told.model()) & 0xff;
        boolean mask = told.role().equals("mask");
        for (int y = 0; y < image.getHeight(); y += 5) {
            for (int x = 0; x < image.getWidth(); x += 5) {
                int seen = mask ? image.getRaster().getSample(x, y, 0) : image.getRGB(x, y) >>> 24;
                if (Math.abs(seen - expected) > 1) {
                    blame("%s: alpha %d at %d, %d, not %d".formatted(name, seen, x, y, expected));
                    return;
                }
            }
        }
    }

    private synchronized void count(boolean sample) {
        checked++;
        if (sample) sampled++;
    }

    private synchronized void blame(String what) {
        wrong.add(what);
    }

    synchronized int checked() {
        return checked;
    }

    synchronized int sampled() {
        return sampled;
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }
}
