package io.kirinuki.operation;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Cutout;
import io.kirinuki.image.Mask;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The subject cut out of its photo: on a transparent ground (RGBA, straight alpha), or on a colour (RGB). */
record CutoutOperation(String model, Optional<Colour> background) implements Operation {
    private static final int REVISION = 1;

    static CutoutOperation of(Parameters parameters) throws FailedException {
        parameters.refuseAllBut("model", "background");
        String background = parameters.text("background").orElse("transparent");
        return new CutoutOperation(parameters.text("model").orElse("subject"), ground(parameters, background));
    }

    private static Optional<Colour> ground(Parameters parameters, String text) throws FailedException {
        if (text.equals("transparent")) return Optional.empty();
        try {
            return Optional.of(Colour.parse(text));
        } catch (IllegalArgumentException e) {
            throw parameters.wrong("background", "\"transparent\" or a colour expected; " + e.getMessage());
        }
    }

    @Override
    public String identity() {
        return "cutout@%d(model=%s,background=%s)"
                .formatted(REVISION, model, background.map(Colour::toString).orElse("transparent"));
    }

    @Override
    public Set<String> models() {
        return Set.of(model);
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask alpha = scene.mask(model);
        return scene.render(() -> List.of(Rendering.png(
                "cutout",
                background.isPresent()
                        ? Cutout.over(scene.photo(), alpha, background.get())
                        : Cutout.transparent(scene.photo(), alpha))));
    }
}
