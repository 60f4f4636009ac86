package io.kirinuki.operation;

import io.kirinuki.encode.Encoding;
import io.kirinuki.encode.Opaque;
import io.kirinuki.encode.Pair;
import io.kirinuki.encode.Thumbnail;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;

/**
 * The photo as it came, and beside it what an earlier step showed, for people who look at results.
 *
 * @param of the step that showed it; empty: the last that showed one
 * @param longest pixels of the pair's longer side at most
 * @param background what shows where a picture is transparent; empty: squares of white and grey
 */
record PairOperation(
        String role,
        Optional<String> of,
        int longest,
        Optional<Colour> background,
        Encoding encoding,
        Metadata metadata)
        implements Operation {
    private static final int USUAL = 1600;

    static PairOperation of(String role, Parameters parameters) throws FailedException {
        return new PairOperation(
                role,
                parameters.text("of"),
                parameters.integer("max-side", 1, 65_535, USUAL),
                parameters.colour("background"),
                EncodeOperation.encoding(parameters, EncodeOperation.Format.JPEG),
                Metadata.of(parameters));
    }

    @Override
    public int revision() {
        return 1;
    }

    /** Of two pictures of the photo's size, side by side. */
    @Override
    public int bytesPerPixel() {
        return 2 * encoding.bytesPerPixel();
    }

    @Override
    public List<ArtifactName> artifacts() {
        return List.of(new ArtifactName(role, encoding.extension()));
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Picture after = EncodeOperation.source(scene, role, of);
        return List.of(scene.render(() -> {
            Picture pair = Pair.of(opaque(Cutout.uncut(scene.source())), opaque(after));
            return EncodeOperation.encoded(role, metadata.in(Thumbnail.of(pair, longest)), encoding);
        }));
    }

    private Picture opaque(Picture picture) {
        if (picture.layout() != Layout.RGBA) return picture;
        return background.map(colour -> Opaque.over(picture, colour)).orElseGet(() -> Opaque.checkerboard(picture));
    }
}
