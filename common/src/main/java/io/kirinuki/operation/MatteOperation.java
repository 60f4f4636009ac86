package io.kirinuki.operation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Picture;
import io.kirinuki.image.mask.Trimap;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hair and other fine edges: a trimap around the alpha that is there, or the one that the request brought along, and a
 * matting network's alpha where the trimap is unknown. It becomes the alpha of the steps that follow. A trimap around the
 * alpha that is without foreground, or without anything unknown, leaves the alpha as it is.
 *
 * @param model the matting network
 * @param mask model that is asked for a mask, where no earlier step made an alpha
 * @param threshold alpha of at least this is foreground for the trimap
 * @param kernel side of the square that erodes and dilates, in pixels
 * @param longest pixels of the photo's longer side as the network sees it at most
 */
record MatteOperation(
        String role,
        String model,
        String mask,
        double threshold,
        int kernel,
        int iterations,
        int longest,
        boolean storeTrimap)
        implements Operation {
    static MatteOperation of(String role, Parameters parameters) throws FailedException {
        return new MatteOperation(
                role,
                parameters.text("model", "matting"),
                parameters.text("mask-model", "subject"),
                parameters.share("threshold").orElse(0.5),
                parameters.integer("kernel", 1, 255, 10),
                parameters.integer("iterations", 1, 100, 5),
                parameters.integer("max-side", 64, 8192, 1536),
                parameters.flag("store-trimap", true));
    }

    @Override
    public int revision() {
        return 1;
    }

    @Override
    public Set<String> models() {
        return Set.of(model);
    }

    @Override
    public AlphaUse alpha() {
        return new AlphaUse.Takes(mask);
    }

    @Override
    public boolean takesTrimap() {
        return true;
    }

    /** Trimap, network's alpha, what is composed of both, and one that is thrown away; the pixels that go in. */
    @Override
    public int bytesPerPixel() {
        return 4 + 7;
    }

    private String trimap() {
        return role + "-trimap";
    }

    @Override
    public List<ArtifactName> artifacts() {
        return storeTrimap
                ? List.of(ArtifactName.png(role), ArtifactName.png(trimap()))
                : List.of(ArtifactName.png(role));
    }

    private Trimap trimap(Scene scene) throws FailedException, InterruptedException {
        Optional<Mask> given = scene.trimap();
        if (given.isPresent()) return scene.render(() -> Trimap.given(given.get()));
        Mask coarse = scene.alpha(mask);
        return scene.render(() -> Trimap.around(coarse, threshold, kernel, iterations));
    }

    /** Of a given trimap that leaves nothing to find out. One with nothing to go by cannot be meant. */
    private static Mask settled(Scene scene, Trimap trimap) throws FailedException, InterruptedException {
        if (scene.render(trimap::isSettled)) return scene.render(() -> trimap.completedBy(trimap.map()));
        throw new FailedException(new Failure.InvalidRequest(
                "alpha: the trimap has nothing white, so that nothing tells what the subject is;"
                        + " paint white what surely belongs to it"));
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        List<Rendering> renderings = new ArrayList<>();
        try (Trimap trimap = trimap(scene)) {
            if (storeTrimap) renderings.add(scene.render(() -> Rendering.png(trimap(), trimap.picture())));
            if (trimap.isOpen()) {
                Mask fine = scene.matte(model, trimap, longest);
                scene.alpha(scene.render(() -> trimap.completedBy(fine)));
            } else if (scene.trimap().isPresent()) {
                scene.alpha(settled(scene, trimap));
            }
        }
        Picture picture = scene.alpha(mask).picture();
        scene.show(role, picture);
        renderings.addFirst(scene.render(() -> Rendering.png(role, picture)));
        return renderings;
    }
}
