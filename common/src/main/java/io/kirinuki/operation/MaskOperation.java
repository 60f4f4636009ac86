package io.kirinuki.operation;

import io.kirinuki.image.Cutout;
import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mask itself, as 8-bit grey PNG of the photo's size: soft, 255 where the subject is, or 0 and 255 only where a
 * threshold is given.
 */
record MaskOperation(String model, Optional<Double> threshold) implements Operation {
    private static final int REVISION = 1;

    static MaskOperation of(Parameters parameters) throws FailedException {
        parameters.refuseAllBut("model", "threshold");
        return new MaskOperation(parameters.text("model").orElse("subject"), parameters.share("threshold"));
    }

    @Override
    public String identity() {
        return "mask@%d(model=%s,threshold=%s)"
                .formatted(REVISION, model, threshold.map(String::valueOf).orElse("soft"));
    }

    @Override
    public Set<String> models() {
        return Set.of(model);
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask soft = scene.mask(model);
        return scene.render(() -> {
            if (threshold.isEmpty()) return List.of(Rendering.png("mask", Cutout.mask(soft)));
            try (Mask binary = soft.thresholded(threshold.get())) {
                return List.of(Rendering.png("mask", Cutout.mask(binary)));
            }
        });
    }
}
