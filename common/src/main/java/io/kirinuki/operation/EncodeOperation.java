package io.kirinuki.operation;

import io.kirinuki.encode.Encoding;
import io.kirinuki.encode.JpegEncoding;
import io.kirinuki.encode.Opaque;
import io.kirinuki.encode.PngEncoding;
import io.kirinuki.encode.SizePreset;
import io.kirinuki.encode.Thumbnail;
import io.kirinuki.encode.WebpEncoding;
import io.kirinuki.encode.ZipEncoding;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;

/**
 * A picture that an earlier step showed, once more: in another format, smaller, or on a ground.
 *
 * @param of the step that showed it; empty: the last that showed one
 * @param longest pixels of its longer side at most, where it is to be smaller
 * @param size likewise, of all its pixels
 * @param background what shows where the picture is transparent; empty: it stays so
 * @param thumbHash whether its answer has one
 * @param checkerboard whether squares of white and grey are its ground
 */
record EncodeOperation(
        String role,
        Optional<String> of,
        Encoding encoding,
        Optional<Integer> longest,
        Optional<SizePreset> size,
        Optional<Colour> background,
        boolean checkerboard,
        boolean thumbHash,
        Metadata metadata)
        implements Operation {
    /** Names in requests are as {@link Parameters#spelled}. */
    enum Format {
        PNG,
        PNG_SMALL,
        PNG_1BIT,
        PNG_16BIT,
        JPEG,
        WEBP,
        WEBP_LOSSLESS,
        ZIP
    }

    private static final int GOOD = 90;
    private static final int THUMBNAIL = 512;

    static EncodeOperation of(String role, Parameters parameters) throws FailedException {
        return of(role, parameters, Optional.empty(), false);
    }

    /** The same with other defaults: small enough for a list of results, and as people see transparency. */
    static EncodeOperation thumbnail(String role, Parameters parameters) throws FailedException {
        return of(role, parameters, Optional.of(THUMBNAIL), true);
    }

    private static EncodeOperation of(
            String role, Parameters parameters, Optional<Integer> longest, boolean checkerboard)
            throws FailedException {
        Optional<Colour> background = parameters.colour("background");
        boolean squares = parameters.flag("checkerboard", checkerboard && background.isEmpty());
        if (squares && background.isPresent()) {
            throw parameters.wrong("checkerboard", "there is a background already");
        }
        int side = parameters.integer("max-side", 1, 65_535, longest.orElse(0));
        return new EncodeOperation(
                role,
                parameters.text("of"),
                encoding(parameters, Format.PNG),
                side == 0 ? Optional.empty() : Optional.of(side),
                size(parameters),
                background,
                squares,
                parameters.flag("thumb-hash", false),
                Metadata.of(parameters));
    }

    private static Optional<SizePreset> size(Parameters parameters) throws FailedException {
        Optional<String> name = parameters.text("size");
        Optional<SizePreset> size = name.flatMap(SizePreset::of);
        if (name.isPresent() && size.isEmpty()) {
            throw parameters.wrong(
                    "size", "one of %s expected, found \"%s\"".formatted(SizePreset.names(), name.get()));
        }
        return size;
    }

    /** The format with its quality, which only lossy ones have. */
    static Encoding encoding(Parameters parameters, Format fallback) throws FailedException {
        return switch (parameters.choice("format", Format.class, fallback)) {
            case PNG -> PngEncoding.FAST;
            case PNG_SMALL -> PngEncoding.SMALL;
            case PNG_1BIT -> PngEncoding.ONE_BIT;
            case PNG_16BIT -> PngEncoding.SIXTEEN_BIT;
            case JPEG -> new JpegEncoding(quality(parameters));
            case WEBP -> WebpEncoding.lossy(quality(parameters));
            case WEBP_LOSSLESS -> WebpEncoding.lossless();
            case ZIP -> new ZipEncoding(quality(parameters));
        };
    }

    private static int quality(Parameters parameters) throws FailedException {
        return parameters.integer("quality", 1, 100, GOOD);
    }

    @Override
    public int revision() {
        return 1;
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
        Picture source = source(scene, role, of);
        return List.of(scene.render(() -> {
            Picture picture = metadata.in(grounded(source));
            Rendering rendering = encoded(role, picture, encoding);
            return thumbHash ? rendering.hashed(picture) : rendering;
        }));
    }

    /** What that step showed, or the last that showed a picture. */
    static Picture source(Scene scene, String role, Optional<String> of) throws FailedException {
        List<String> shown = scene.shown();
        String wanted = of.orElse(shown.isEmpty() ? "" : shown.getLast());
        return scene.shown(wanted)
                .orElseThrow(() -> new FailedException(
                        new Failure.InvalidRequest("%s.of: no earlier step shows a picture \"%s\", but %s"
                                .formatted(role, wanted, shown.isEmpty() ? "none" : String.join(", ", shown)))));
    }

    private Picture grounded(Picture source) {
        Picture picture = Thumbnail.of(source, longest(source.size()));
        if (picture.layout() != Layout.RGBA) return picture;
        if (background.isPresent()) return Opaque.over(picture, background.get());
        return checkerboard ? Opaque.checkerboard(picture) : picture;
    }

    private int longest(PixelSize source) {
        return Math.min(
                longest.orElse(Integer.MAX_VALUE),
                size.map(preset -> preset.longest(source)).orElse(Integer.MAX_VALUE));
    }

    static Rendering encoded(String role, Picture picture, Encoding encoding) throws FailedException {
        return new Rendering(
                role, encoding.mediaType(), encoding.extension(), picture.size(), encoding.encode(picture));
    }
}
