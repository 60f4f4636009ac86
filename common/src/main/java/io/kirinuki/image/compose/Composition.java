package io.kirinuki.image.compose;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.RowSource;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Optional;

/**
 * A subject, cut out of its photo and put on a ground. Photo and mask have the same size.
 *
 * <p>All alpha is straight, and layers go one over the other as in T. Porter and T. Duff, Compositing Digital Images
 * (SIGGRAPH 1984), with the colours as they are stored: the ground, the shadows, the outline, the subject. What is shown are the
 * photo's own colours and has its profile; other colours are brought into them.
 *
 * @param colours the subject's colours where its edge is soft; the photo's where there are none
 * @param grey whether the finished picture is made grey: luma of sRGB, 0.299 red + 0.587 green + 0.114 blue
 */
public record Composition(
        Photo photo,
        Mask alpha,
        Optional<Foreground> colours,
        Ground ground,
        Optional<Shadow> shadow,
        Optional<ContactShadow> contact,
        Optional<Outline> outline,
        Canvas canvas,
        boolean grey) {
    public Composition {
        if (!photo.size().equals(alpha.size())) {
            throw new IllegalArgumentException("a mask of %s for a photo of %s".formatted(alpha.size(), photo.size()));
        }
    }

    /** The photo's colours on a transparent ground. */
    public static Composition of(Photo photo, Mask alpha) {
        return new Composition(
                photo,
                alpha,
                Optional.empty(),
                new Ground.Transparent(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Canvas.whole(photo.size()),
                false);
    }

    public Composition with(Foreground colours) {
        return new Composition(photo, alpha, Optional.of(colours), ground, shadow, contact, outline, canvas, grey);
    }

    public Composition on(Ground behind) {
        return new Composition(photo, alpha, colours, behind, shadow, contact, outline, canvas, grey);
    }

    public Composition with(Shadow cast) {
        return new Composition(photo, alpha, colours, ground, Optional.of(cast), contact, outline, canvas, grey);
    }

    public Composition with(ContactShadow cast) {
        return new Composition(photo, alpha, colours, ground, shadow, Optional.of(cast), outline, canvas, grey);
    }

    public Composition with(Outline line) {
        return new Composition(photo, alpha, colours, ground, shadow, contact, Optional.of(line), canvas, grey);
    }

    public Composition on(Canvas part) {
        return new Composition(photo, alpha, colours, ground, shadow, contact, outline, part, grey);
    }

    public Composition inGrey() {
        return new Composition(photo, alpha, colours, ground, shadow, contact, outline, canvas, true);
    }

    /**
     * The picture: RGBA on a transparent ground, whose colour is black where alpha is 0, for nobody sees it and it
     * compresses; RGB or grey on any other. Blurred grounds and shadows are made here, small; all else while the
     * picture's rows are read. The ground's photo must live as long as the picture.
     */
    public Picture picture() {
        Picture.Layout layout = ground instanceof Ground.Transparent ? Picture.Layout.RGBA : Picture.Layout.RGB;
        Optional<Box> subject =
                shadow.isPresent() || contact.isPresent() || outline.isPresent() ? alpha.box() : Optional.empty();
        RowSource rows = new ComposedRows(
                subject(subject),
                subject.flatMap(this::shade),
                behind(),
                canvas.size().width());
        Picture picture = new Picture(canvas.size(), layout, rows, photo.profile(), photo.remarks());
        return grey ? GreyRows.of(picture) : picture;
    }

    private Optional<RowSource> behind() {
        return switch (ground) {
            case Ground.Transparent() -> Optional.empty();
            case Ground.Plain(Colour colour) -> Optional.of(GroundRows.plain(photo.own(colour)));
            case Ground.Backdrop(Photo picture) ->
                Optional.of(GroundRows.covering(picture, canvas.size(), photo.profile()));
            case Ground.Blurred(double radius) ->
                Optional.of(GroundRows.mirrored(Surroundings.of(photo, alpha, radius), photo.size(), canvas));
        };
    }

    /** There is no outline without a subject, and no shadow. */
    private PixelRows subject(Optional<Box> subject) {
        PixelRows own = new SubjectRows(photo, alpha, colours, canvas);
        if (outline.isEmpty() || subject.isEmpty()) return own;
        double width = line(subject.get());
        return new OutlinedRows(
                own,
                new EdgeDistances(alpha, subject.get(), width),
                width,
                photo.own(outline.get().colour()),
                canvas);
    }

    /** Pixels that the outline reaches beyond the subject. */
    private double line(Box subject) {
        return outline.map(each -> each.width().pixels(subject.height())).orElse(0.0);
    }

    private Optional<RowSource> shade(Box subject) {
        Optional<RowSource> cast = shadow.map(each -> new ShadowRows(each, alpha, subject, canvas));
        Optional<RowSource> below = contact.map(each -> new ContactRows(each, alpha, subject, line(subject), canvas));
        if (cast.isEmpty() || below.isEmpty()) return cast.or(() -> below);
        return Optional.of(
                ContactRows.both(cast.get(), below.get(), canvas.size().width()));
    }
}
