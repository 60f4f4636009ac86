package io.kirinuki.operation;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Crop;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.compose.Composition;
import io.kirinuki.image.compose.ContactShadow;
import io.kirinuki.image.compose.Foreground;
import io.kirinuki.image.compose.Outline;
import io.kirinuki.image.compose.Shadow;
import io.kirinuki.image.mask.Components;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The subject cut out of its photo: on a transparent ground (RGBA, straight alpha), on a colour, on another image or on
 * the photo's own ground blurred (RGB); or the same in grey.
 *
 * @param decontaminate whether the subject's soft edges get its own colours, free of the ground's
 * @param crop how the picture is cut to the subject; the whole photo where it is absent, or where there is no subject
 * @param parts so many of the parts that the subject falls into, the largest first, have a cut-out of their own
 * @param leastPart share of the photo that such a part has at least
 * @param thumbHash whether its answer has one
 * @param metadata of its file, and of all that are encoded of it
 */
record CutoutOperation(
        String role,
        String model,
        Background background,
        boolean grey,
        boolean decontaminate,
        Optional<Crop> crop,
        Optional<Shadow> shadow,
        Optional<ContactShadow> contact,
        Optional<Outline> outline,
        int parts,
        double leastPart,
        boolean thumbHash,
        Metadata metadata)
        implements Operation {
    /** Alpha of 5 %: the finest hair is within the crop, and what a network is hardly sure of is not. */
    private static final int SEEN = 13;
    /** A canvas may have as many times the photo's pixels, or {@link #SMALL}. */
    private static final int GROWTH = 4;

    private static final long SMALL = 4_000_000;
    /** Files of parts are held until all are made: so many bytes for each pixel of the photo, or as many as a small one's. */
    private static final int PART_BYTES = 4;

    private static final Colour WHITE = new Colour(255, 255, 255);

    static CutoutOperation of(String role, Parameters parameters) throws FailedException {
        Background background = Background.of(parameters);
        Optional<Crop> crop = crop(parameters.section("crop"));
        int parts = parameters.integer("split", 0, 100, 0);
        Optional<Double> leastPart = parameters.share("least-part");
        if (leastPart.isPresent() && parts == 0) {
            throw parameters.wrong("least-part", "there are no parts unless split is 1 or more");
        }
        if (parts > 0 && crop.isEmpty() && !(background instanceof Background.Transparent)) {
            throw parameters.wrong(
                    "split", "on a ground of its own each part would be as large as the photo; ask for crop too");
        }
        return new CutoutOperation(
                role,
                parameters.text("model", "subject"),
                background,
                parameters.flag("grey", false),
                parameters.flag("decontaminate", true),
                crop,
                shadow(parameters.section("shadow")),
                contact(parameters.section("contact-shadow")),
                outline(parameters.section("outline")),
                parts,
                leastPart.orElse(0.001),
                parameters.flag("thumb-hash", false),
                Metadata.of(parameters));
    }

    private static Optional<Crop> crop(Optional<Parameters> section) throws FailedException {
        if (section.isEmpty()) return Optional.empty();
        Parameters parameters = section.get();
        Crop.Margin margin = read(parameters, "margin", Crop.Margin::parse).orElse(Crop.TIGHT.margin());
        Optional<Crop.Aspect> aspect = read(parameters, "aspect", Crop.Aspect::parse);
        double scale = parameters.number("scale", Crop.LEAST_SCALE, 1).orElse(1.0);
        Crop.Position position =
                read(parameters, "position", Crop.Position::parse).orElse(Crop.CENTER);
        return Optional.of(new Crop(margin, aspect, scale, position));
    }

    private interface Reader<T> {
        /** Throws {@link IllegalArgumentException} saying what is wrong. */
        T read(String text);
    }

    private static <T> Optional<T> read(Parameters parameters, String name, Reader<T> reader) throws FailedException {
        Optional<String> text = parameters.text(name);
        try {
            return text.map(reader::read);
        } catch (IllegalArgumentException e) {
            throw parameters.wrong(name, e.getMessage());
        }
    }

    private static Optional<Shadow> shadow(Optional<Parameters> section) throws FailedException {
        if (section.isEmpty()) return Optional.empty();
        Parameters parameters = section.get();
        return Optional.of(new Shadow(
                parameters.share("opacity").orElse(0.5),
                parameters.share("blur").orElse(0.06),
                parameters.number("x", -Shadow.FARTHEST, Shadow.FARTHEST).orElse(0.02),
                parameters.number("y", -Shadow.FARTHEST, Shadow.FARTHEST).orElse(0.03)));
    }

    private static Optional<ContactShadow> contact(Optional<Parameters> section) throws FailedException {
        if (section.isEmpty()) return Optional.empty();
        Parameters parameters = section.get();
        return Optional.of(new ContactShadow(
                parameters.share("opacity").orElse(0.6),
                parameters
                        .number("width", ContactShadow.LEAST_WIDTH, ContactShadow.MOST_WIDTH)
                        .orElse(1.2),
                parameters
                        .number("height", ContactShadow.LEAST_HEIGHT, ContactShadow.MOST_HEIGHT)
                        .orElse(0.06)));
    }

    private static Optional<Outline> outline(Optional<Parameters> section) throws FailedException {
        if (section.isEmpty()) return Optional.empty();
        Parameters parameters = section.get();
        return Optional.of(new Outline(
                read(parameters, "width", Outline.Width::parse).orElse(new Outline.Width.Relative(0.01)),
                parameters.colour("colour", WHITE)));
    }

    @Override
    public int revision() {
        return 3;
    }

    /**
     * Where there is an outline, two floats of a distance from the edge: of no more rows than the photo has, each longer by twice
     * the outline's reach, which is some 1.3 MB at most. Of parts which one each pixel is of, the mask of one, and their files.
     */
    @Override
    public int bytesPerPixel() {
        return (outline.isPresent() ? 2 * Float.BYTES : 0) + (parts > 0 ? 2 + PART_BYTES : 0);
    }

    @Override
    public AlphaUse alpha() {
        return new AlphaUse.Takes(model);
    }

    @Override
    public Map<String, ObjectRef> objects() {
        return background instanceof Background.Stored(ObjectRef object)
                ? Map.of(role + ".background", object)
                : Map.of();
    }

    @Override
    public List<ArtifactName> artifacts() {
        return IntStream.rangeClosed(0, parts)
                .mapToObj(part -> ArtifactName.png(part == 0 ? role : part(part)))
                .toList();
    }

    /** Counted from 1. */
    private String part(int number) {
        return role + '-' + number;
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        Mask alpha = scene.alpha(model);
        Cut whole = scene.render(() -> cut(scene, alpha));
        scene.show(role, whole.picture);
        List<Rendering> renderings = new ArrayList<>();
        renderings.add(scene.render(() -> rendered(role, whole.picture)));
        if (parts > 0) renderings.addAll(scene.render(() -> split(scene, alpha, whole.colours)));
        return renderings;
    }

    /** What is cut out, and the colours of its soft edges, which its parts have too. */
    private record Cut(Picture picture, Optional<Foreground> colours) {}

    private Cut cut(Scene scene, Mask alpha) throws FailedException {
        Optional<Foreground> colours =
                decontaminate ? Optional.of(Foreground.of(scene.photo(), alpha)) : Optional.empty();
        return new Cut(metadata.in(composed(scene, alpha, colours).picture()), colours);
    }

    private Rendering rendered(String name, Picture picture) {
        Rendering rendering = Rendering.png(name, picture);
        return thumbHash ? rendering.hashed(picture) : rendering;
    }

    /** Each as if it were the only subject, with crop, shadows and outline of its own. */
    private List<Rendering> split(Scene scene, Mask alpha, Optional<Foreground> colours) throws FailedException {
        Components components = Components.of(alpha, leastPart);
        List<Rendering> renderings = new ArrayList<>();
        long held = 0;
        for (int part = 0; part < Math.min(parts, components.count()); part++) {
            try (Mask one = components.part(part)) {
                scene.part(part(part + 1), one);
                renderings.add(rendered(
                        part(part + 1),
                        metadata.in(composed(scene, one, colours).picture())));
            }
            held += renderings.getLast().bytes().length();
            refuseAbove(held, scene.photo().size());
        }
        return renderings;
    }

    /** Boxes of parts may lie over each other, and with a ground all of each is seen. */
    void refuseAbove(long held, PixelSize photo) throws FailedException {
        long most = PART_BYTES * Math.max(SMALL, photo.pixels());
        if (held <= most) return;
        throw new FailedException(new Failure.InvalidRequest(
                "%s.split: files of its parts hold more than %d bytes, the most of a photo of %s; ask for fewer parts, a tighter crop or no ground"
                        .formatted(role, most, photo)));
    }

    private Composition composed(Scene scene, Mask alpha, Optional<Foreground> colours) throws FailedException {
        Photo photo = scene.photo();
        return new Composition(
                photo, alpha, colours, background.ground(scene), shadow, contact, outline, canvas(photo, alpha), grey);
    }

    private Canvas canvas(Photo photo, Mask alpha) throws FailedException {
        int line = outlined(alpha);
        if (crop.isEmpty()) return Canvas.whole(photo.size());
        Canvas canvas = crop.get().around(alpha.box(SEEN).map(box -> wider(box, line)), photo.size());
        long most = Math.max(SMALL, GROWTH * photo.size().pixels());
        if (canvas.size().pixels() <= most) return canvas;
        throw new FailedException(new Failure.InvalidRequest(
                "%s.crop: it would make %s pixels of a photo of %s; ask for less margin, a milder aspect or more scale"
                        .formatted(role, canvas.size(), photo.size())));
    }

    /** Pixels that the outline reaches beyond the subject. */
    private int outlined(Mask alpha) throws FailedException {
        if (outline.isEmpty()) return 0;
        int height = alpha.box().map(Box::height).orElse(0);
        int pixels = (int) Math.ceil(outline.get().width().pixels(height));
        if (pixels <= Outline.WIDEST) return pixels;
        throw new FailedException(new Failure.InvalidRequest(
                "%s.outline.width: of a subject %d pixels high it is %d, at most %d are drawn; ask for less"
                        .formatted(role, height, pixels, Outline.WIDEST)));
    }

    private static Box wider(Box box, int line) {
        return new Box(box.x() - line, box.y() - line, box.width() + 2 * line, box.height() + 2 * line);
    }
}
