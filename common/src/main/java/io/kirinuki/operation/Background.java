package io.kirinuki.operation;

import io.kirinuki.image.Colour;
import io.kirinuki.image.compose.Ground;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import java.util.Optional;

/** What a request wants behind the subject: the parameters {@code background} and {@code blur}. */
sealed interface Background {
    record Transparent() implements Background {}

    record Plain(Colour colour) implements Background {}

    /** The photo itself; see {@link Ground.Blurred}. */
    record Blurred(double radius) implements Background {}

    /** Another image out of the store. */
    record Stored(ObjectRef object) implements Background {}

    double USUAL_RADIUS = 0.03;

    static Background of(Parameters parameters) throws FailedException {
        Optional<Double> radius = parameters.number("blur", Ground.Blurred.LEAST, Ground.Blurred.MOST);
        Background background = chosen(parameters, radius.orElse(USUAL_RADIUS));
        if (radius.isPresent() && !(background instanceof Blurred)) {
            throw parameters.wrong("blur", "there is nothing to blur unless background is \"blur\"");
        }
        return background;
    }

    private static Background chosen(Parameters parameters, double radius) throws FailedException {
        if (parameters.isObject("background"))
            return stored(parameters.section("background").orElseThrow());
        String text = parameters.text("background", "transparent");
        if (text.equals("transparent")) return new Transparent();
        if (text.equals("blur")) return new Blurred(radius);
        try {
            return new Plain(Colour.parse(text));
        } catch (IllegalArgumentException e) {
            throw parameters.wrong(
                    "background",
                    "\"transparent\", \"blur\", a colour, or an object with bucket and key expected; "
                            + e.getMessage());
        }
    }

    private static Background stored(Parameters object) throws FailedException {
        String bucket = object.text("bucket", "");
        String key = object.text("key", "");
        Optional<String> version = object.text("versionId");
        if (bucket.isBlank()) throw object.wrong("bucket", "the image's bucket expected");
        if (key.isEmpty()) throw object.wrong("key", "the image's key expected");
        return new Stored(new ObjectRef(bucket, key, version));
    }

    default Ground ground(Scene scene) {
        return switch (this) {
            case Transparent() -> new Ground.Transparent();
            case Plain(Colour colour) -> new Ground.Plain(colour);
            case Blurred(double radius) -> new Ground.Blurred(radius);
            case Stored(ObjectRef object) -> new Ground.Backdrop(scene.object(object));
        };
    }
}
