package io.kirinuki.operation;

import io.kirinuki.encode.Encoding;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Picture;
import io.kirinuki.image.compose.Overlay;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;

/**
 * The photo with its mask painted over it, for people who judge masks.
 *
 * @param model that is asked for a mask, where no earlier step made an alpha
 * @param strength how much of the colour, 0..1
 */
record OverlayOperation(String role, String model, Colour colour, double strength, Encoding encoding, Metadata metadata)
        implements Operation {
    private static final Colour RED = new Colour(255, 0, 0);

    static OverlayOperation of(String role, Parameters parameters) throws FailedException {
        return new OverlayOperation(
                role,
                parameters.text("model", "subject"),
                parameters.colour("colour", RED),
                parameters.share("strength").orElse(0.6),
                EncodeOperation.encoding(parameters, EncodeOperation.Format.JPEG),
                Metadata.of(parameters));
    }

    @Override
    public int revision() {
        return 1;
    }

    @Override
    public AlphaUse alpha() {
        return new AlphaUse.Takes(model);
    }

    @Override
    public int bytesPerPixel() {
        return encoding.bytesPerPixel();
    }

    @Override
    public List<ArtifactName> artifacts() {
        return List.of(new ArtifactName(role, encoding.extension()));
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask alpha = scene.alpha(model);
        Picture picture = metadata.in(Overlay.of(scene.photo(), alpha, colour, strength));
        scene.show(role, picture);
        return List.of(scene.render(() -> EncodeOperation.encoded(role, picture, encoding)));
    }
}
