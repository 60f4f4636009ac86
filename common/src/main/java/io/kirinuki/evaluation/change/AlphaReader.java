package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.Rendition.Layer;
import io.kirinuki.image.Mask;
import io.kirinuki.image.decode.MaskFile;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.time.Duration;
import java.util.Optional;

/** Reads artifacts out of a store that may be in trouble for a moment. Any thread may read. */
record AlphaReader(ObjectStore store) {
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Decoded by the caller when there is a core for it. */
    byte[] bytes(ObjectRef object) throws FailedException, InterruptedException {
        Outcome<byte[]> outcome = fetched(object);
        for (int i = 1; i < ATTEMPTS && isTransient(outcome); i++) {
            Thread.sleep(PAUSE);
            outcome = fetched(object);
        }
        return outcome.orThrow();
    }

    private Outcome<byte[]> fetched(ObjectRef object) throws InterruptedException {
        return Outcome.of(() -> {
            try (var open = store.open(object).orThrow()) {
                return open.read().orThrow();
            }
        });
    }

    private static boolean isTransient(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failed<?>(Failure failure) && !(failure instanceof Failure.Permanent);
    }

    /** Empty where it is a picture without an alpha channel. To be closed by the caller. */
    static Optional<Mask> alpha(Layer layer, byte[] bytes) throws FailedException {
        return layer.grey()
                ? Optional.of(MaskFile.read(bytes).orThrow())
                : MaskFile.readAlpha(bytes).orThrow();
    }
}
