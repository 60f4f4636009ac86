package io.kirinuki.operation;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Cutout;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Picture;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The subject cut out of its photo: on a transparent ground (RGBA, straight alpha), or on a colour (RGB). */
record CutoutOperation(String role, String model, Optional<Colour> background) implements Operation {
    static CutoutOperation of(String role, Parameters parameters) throws FailedException {
        return new CutoutOperation(role, parameters.text("model", "subject"), ground(parameters));
    }

    private static Optional<Colour> ground(Parameters parameters) throws FailedException {
        String text = parameters.text("background", "transparent");
        if (text.equals("transparent")) return Optional.empty();
        try {
            return Optional.of(Colour.parse(text));
        } catch (IllegalArgumentException e) {
            throw parameters.wrong("background", "\"transparent\" or a colour expected; " + e.getMessage());
        }
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
        Mask alpha = scene.alpha(model);
        Picture picture = background.isPresent()
                ? Cutout.over(scene.photo(), alpha, background.get())
                : Cutout.transparent(scene.photo(), alpha);
        scene.show(role, picture);
        return List.of(scene.render(() -> Rendering.png(role, picture)));
    }
}
