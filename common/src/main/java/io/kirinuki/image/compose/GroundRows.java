package io.kirinuki.image.compose;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;
import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.RowSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Grounds, row by row of a canvas: blue, green, red. Each is owned by one thread. */
final class GroundRows {
    private GroundRows() {}

    static RowSource plain(Colour colour) {
        return (y, row) -> {
            for (int i = 0; i < row.length; i += 3) {
                row[i] = (byte) colour.blue();
                row[i + 1] = (byte) colour.green();
                row[i + 2] = (byte) colour.red();
            }
        };
    }

    /**
     * Fills the canvas with the middle of the picture.
     *
     * @param profile what the colours of the canvas mean, which the picture's are turned into
     */
    static RowSource covering(Photo picture, PixelSize canvas, Optional<IccProfile> profile) {
        PixelSize size = picture.size();
        // The largest part of the picture that has the canvas's shape.
        long width = Math.min(size.width(), Math.ceilDiv((long) size.height() * canvas.width(), canvas.height()));
        long height = Math.min(size.height(), Math.ceilDiv((long) size.width() * canvas.height(), canvas.width()));
        PixelSize part = new PixelSize((int) width, (int) height);
        int left = (size.width() - part.width()) / 2;
        int top = (size.height() - part.height()) / 2;
        byte[] whole = new byte[3 * size.width()];
        RowSource middle = (y, row) -> {
            picture.row(top + y, whole);
            System.arraycopy(whole, 3 * left, row, 0, row.length);
        };
        RowSource scaled = new ScaledRows(middle, part, 3, canvas);
        return picture.profile().equals(profile) ? scaled : turned(scaled, picture.profile(), profile);
    }

    private static RowSource turned(RowSource rows, Optional<IccProfile> from, Optional<IccProfile> to) {
        List<ColourTransform> steps = Stream.of(
                        from.flatMap(ColourTransform::toSrgb), to.flatMap(ColourTransform::fromSrgb))
                .flatMap(Optional::stream)
                .filter(step -> !step.isNeutral())
                .toList();
        if (steps.isEmpty()) return rows;
        return (y, row) -> {
            rows.read(y, row);
            swapRedAndBlue(row);
            byte[] colours = row;
            for (ColourTransform step : steps) colours = step.apply(colours);
            System.arraycopy(colours, 0, row, 0, row.length);
            swapRedAndBlue(row);
        };
    }

    private static void swapRedAndBlue(byte[] row) {
        for (int i = 0; i < row.length; i += 3) {
            byte first = row[i];
            row[i] = row[i + 2];
            row[i + 2] = first;
        }
    }

    /** A small picture of the photo as large as the photo, and mirrored beyond its edges. */
    static RowSource mirrored(Pixels small, PixelSize photo, Canvas canvas) {
        ScaledRows scaled = ScaledRows.of(small, photo);
        byte[] whole = new byte[3 * photo.width()];
        return (y, row) -> {
            scaled.read(mirrored(canvas.top() + y, photo.height()), whole);
            for (int x = 0; 3 * x < row.length; x++) {
                System.arraycopy(whole, 3 * mirrored(canvas.left() + x, photo.width()), row, 3 * x, 3);
            }
        };
    }

    /** The place within 0..length - 1 that is seen at {@code at}, with mirrors at both ends. */
    private static int mirrored(int at, int length) {
        int there = Math.floorMod(at, 2 * length);
        return there < length ? there : 2 * length - 1 - there;
    }
}
