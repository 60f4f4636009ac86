package io.kirinuki.operation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Picture;
import io.kirinuki.image.mask.Components;
import io.kirinuki.image.mask.Holes;
import io.kirinuki.image.mask.Morphology;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the subject is: an 8-bit grey PNG of the photo's size, soft, 255 where the subject is; or 0 and 255 only where
 * a threshold is given. It becomes the alpha of the steps that follow.
 *
 * @param classes of a model that tells classes, those that make the subject; empty: all but the background
 * @param threshold alpha of at least this share becomes 255, all else 0
 * @param tidying what is done to the mask before it is used
 * @param parts so many of the parts it falls into, the largest first, are artifacts of their own
 * @param leastPart share of the photo that such a part has at least
 * @param store whether the mask is an artifact, or only for the steps that follow
 */
record MaskOperation(
        String role,
        String model,
        Set<String> classes,
        Optional<Double> threshold,
        Tidying tidying,
        int parts,
        double leastPart,
        boolean store)
        implements Operation {
    /**
     * Done in this order.
     *
     * @param smooth as rembg's post-processing does
     * @param holes share of the photo: holes no larger are filled
     * @param largest whether only the largest part stays
     */
    record Tidying(boolean smooth, double holes, boolean largest) {
        private Mask of(Mask mask) throws FailedException {
            Mask tidied = smooth ? Morphology.smoothed(mask) : mask;
            tidied = replaced(mask, tidied, holes > 0 ? Holes.filled(tidied, holes) : tidied);
            return replaced(mask, tidied, largest ? Components.largest(tidied) : tidied);
        }

        /** Closes what stood between. */
        private static Mask replaced(Mask first, Mask before, Mask now) {
            if (before != first && before != now) before.close();
            return now;
        }
    }

    static MaskOperation of(String role, Parameters parameters) throws FailedException {
        return new MaskOperation(
                role,
                parameters.text("model", "subject"),
                new TreeSet<>(parameters.texts("classes")),
                parameters.share("threshold"),
                new Tidying(
                        parameters.flag("smooth", false),
                        parameters.share("fill-holes").orElse(0.0),
                        parameters.flag("largest", false)),
                parameters.integer("split", 0, 100, 0),
                parameters.share("least-part").orElse(0.001),
                parameters.flag("store", true));
    }

    @Override
    public int revision() {
        return 2;
    }

    @Override
    public AlphaUse alpha() {
        return new AlphaUse.Makes(model);
    }

    /** What tidying and a threshold make of the soft mask, and one part. */
    @Override
    public int bytesPerPixel() {
        return 3;
    }

    @Override
    public List<ArtifactName> artifacts() {
        List<ArtifactName> names = new ArrayList<>();
        if (store) names.add(ArtifactName.png(role));
        for (int part = 1; part <= parts; part++) names.add(ArtifactName.png(part(part)));
        return names;
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask soft = scene.mask(model, classes);
        scene.alpha(scene.render(() -> cut(tidying.of(soft), soft)));
        Mask mask = scene.alpha(model);
        Picture picture = mask.picture();
        scene.show(role, picture);
        List<Rendering> renderings = new ArrayList<>();
        if (store) renderings.add(scene.render(() -> Rendering.png(role, picture)));
        if (parts > 0) renderings.addAll(scene.render(() -> split(scene, mask)));
        return renderings;
    }

    private Mask cut(Mask tidied, Mask soft) {
        if (threshold.isEmpty()) return tidied;
        Mask binary = tidied.thresholded(threshold.get());
        if (tidied != soft) tidied.close();
        return binary;
    }

    /** Counted from 1. */
    private String part(int number) {
        return role + '-' + number;
    }

    private List<Rendering> split(Scene scene, Mask mask) throws FailedException {
        Components components = Components.of(mask, leastPart);
        List<Rendering> renderings = new ArrayList<>();
        for (int part = 0; part < Math.min(parts, components.count()); part++) {
            try (Mask one = components.part(part)) {
                scene.part(part(part + 1), one);
                renderings.add(Rendering.png(part(part + 1), one.picture()));
            }
        }
        return renderings;
    }
}
