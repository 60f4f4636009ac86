package io.kirinuki.operation;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Turn;
import io.kirinuki.image.Turn.Canvas;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The photo turned upright, as a model sees it, or by a given angle. The steps that follow see the turned photo, and the
 * alpha that there was, turned with it. EXIF orientation was applied when the photo was decoded.
 *
 * @param model says how far the photo is turned; not asked where {@code degrees} are given
 * @param degrees to turn the photo by, counter-clockwise
 * @param fill where the turned photo does not reach; empty: it is transparent there
 * @param least the photo is turned only by angles of at least so many degrees, to either side
 * @param looks how often the model is asked, each time of the photo turned further: with more than one it is known
 *     how sure it is
 * @param mostUncertainty the photo is left as it is where the angle is less certain than this
 * @param snap whether it is turned to the nearest quarter, which changes no pixel
 */
record RotateOperation(
        String role,
        String model,
        Optional<Double> degrees,
        Canvas canvas,
        Optional<Colour> fill,
        double least,
        int looks,
        double mostUncertainty,
        boolean snap,
        boolean store,
        Metadata metadata)
        implements Operation {
    private static final String TRANSPARENT = "transparent";
    private static final Colour BLACK = new Colour(0, 0, 0);

    static RotateOperation of(String role, Parameters parameters) throws FailedException {
        int looks = parameters.integer("looks", 1, 8, 1);
        return new RotateOperation(
                role,
                parameters.text("model", "upright-faces"),
                parameters.number("degrees", -360, 360),
                parameters.choice("canvas", Canvas.class, Canvas.KEEP),
                fill(parameters),
                parameters.number("least", 0, 180).orElse(0.1),
                looks,
                mostUncertainty(parameters, looks),
                parameters.flag("snap", false),
                parameters.flag("store", true),
                Metadata.of(parameters));
    }

    private static double mostUncertainty(Parameters parameters, int looks) throws FailedException {
        Optional<Double> most = parameters.share("most-uncertainty");
        if (most.isPresent() && looks == 1) {
            throw parameters.wrong("most-uncertainty", "of one look nothing is known of it; ask for looks of 2 to 8");
        }
        return most.orElse(1.0);
    }

    private static Optional<Colour> fill(Parameters parameters) throws FailedException {
        boolean transparent =
                parameters.text("fill").filter(TRANSPARENT::equals).isPresent();
        return transparent ? Optional.empty() : Optional.of(parameters.colour("fill", BLACK));
    }

    @Override
    public int revision() {
        return 1;
    }

    @Override
    public Set<String> models() {
        return degrees.isPresent() ? Set.of() : Set.of(model);
    }

    /** A second photo, its transparency and a second mask, which may be larger than the first. */
    @Override
    public int bytesPerPixel() {
        return 5 * (canvas == Canvas.EXPAND ? Turn.MOST_GROWTH : 1);
    }

    @Override
    public List<ArtifactName> artifacts() {
        return store ? List.of(ArtifactName.png(role)) : List.of();
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Heading heading = degrees.isPresent()
                ? new Heading(Math.IEEEremainder(-degrees.get(), 360), Optional.empty())
                : scene.angle(model, looks);
        double found = heading.degrees();
        Turn turn = new Turn(upright(found), canvas);
        boolean sure = heading.uncertainty().orElse(0.0) <= mostUncertainty;
        if (Math.abs(turn.degrees()) < least || !sure) turn = new Turn(0, canvas);
        turn(scene, turn, found);
        Picture picture = metadata.in(Cutout.uncut(scene.photo()));
        scene.show(role, picture);
        return store ? List.of(scene.render(() -> Rendering.png(role, picture))) : List.of();
    }

    private double upright(double found) {
        return snap ? -90 * Math.rint(found / 90) : -found;
    }

    private void turn(Scene scene, Turn turn, double found) throws FailedException, InterruptedException {
        Optional<String> objection = turn.objection(scene.photo().size());
        if (objection.isPresent()) {
            throw new FailedException(new Failure.InvalidRequest(role + ".canvas: " + objection.get()));
        }
        Photo photo = scene.photo();
        if (turn.degrees() == 0) {
            scene.turn(photo, UnaryOperator.identity(), found);
            return;
        }
        Photo turned = scene.render(() -> photo.turned(turn, fill));
        scene.turn(turned, mask -> mask.turned(turn), found);
    }
}
