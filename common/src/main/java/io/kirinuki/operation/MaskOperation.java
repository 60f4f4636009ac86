package io.kirinuki.operation;

import io.kirinuki.image.Cutout;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Picture;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the subject is: an 8-bit grey PNG of the photo's size, soft, 255 where the subject is; or 0 and 255 only where
 * a threshold is given. It becomes the alpha of the steps that follow.
 *
 * @param classes of a model that tells classes, those that make the subject; empty: all but the background
 * @param store whether it is an artifact, or only for the steps that follow
 */
record MaskOperation(String role, String model, Set<String> classes, Optional<Double> threshold, boolean store)
        implements Operation {
    static MaskOperation of(String role, Parameters parameters) throws FailedException {
        return new MaskOperation(
                role,
                parameters.text("model", "subject"),
                new TreeSet<>(parameters.texts("classes")),
                parameters.share("threshold"),
                parameters.flag("store", true));
    }

    @Override
    public int revision() {
        return 2;
    }

    @Override
    public Set<String> models() {
        return Set.of(model);
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask soft = scene.mask(model, classes);
        if (threshold.isPresent()) {
            scene.alpha(scene.render(() -> soft.thresholded(threshold.get())));
        } else {
            scene.alpha(soft);
        }
        Picture picture = Cutout.mask(scene.alpha(model));
        scene.show(role, picture);
        return store ? List.of(scene.render(() -> Rendering.png(role, picture))) : List.of();
    }
}
