package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.Rendition.Layer;
import java.util.Optional;

/** What was made of one image, then and now. */
public record Change(Rendition before, Rendition after) {
    public Change {
        if (after.source().equals(before.source())) after = after.with(before.source());
    }

    /** Two artifacts that can be held against each other. */
    public record Layers(Layer before, Layer after) {}

    /** The image's. */
    public String key() {
        return after.source().object().key();
    }

    /** Whether both runs read the same bytes. */
    boolean isOfOneImage() {
        return before.source().equals(after.source());
    }

    /** Whether both are the same work, which gives the same pixels: nothing needs to be looked at. */
    boolean isNone() {
        return isOfOneImage() && before.fingerprint().equals(after.fingerprint());
    }

    /** Of one role where both have one; empty where either has nothing that may hold alpha. */
    Optional<Layers> layers() {
        for (Layer then : before.layers()) {
            for (Layer now : after.layers()) {
                if (then.role().equals(now.role())) return Optional.of(new Layers(then, now));
            }
        }
        if (before.layers().isEmpty() || after.layers().isEmpty()) return Optional.empty();
        return Optional.of(new Layers(before.layers().getFirst(), after.layers().getFirst()));
    }
}
