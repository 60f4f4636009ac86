package io.kirinuki.evaluation.change;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.RowSource;

/**
 * What an image gained and lost, painted over it in grey: its colours would be taken for ours. What both masks leave out
 * is pale. Blue and orange are told apart by all eyes. Rows must be read from the top. Owned by one thread.
 */
public final class ChangeRows implements RowSource {
    static final Colour GAINED = new Colour(31, 119, 214);
    static final Colour LOST = new Colour(236, 112, 20);

    private static final int PALE = 214;
    private static final double PALE_CONTRAST = 0.22;
    private static final double PAINT = 0.82;

    private final Picture photo;
    private final Picture before;
    private final Picture after;
    private final byte[] colours;
    private final byte[] then;
    private final byte[] now;

    private ChangeRows(Picture photo, Picture before, Picture after) {
        this.photo = photo;
        this.before = before;
        this.after = after;
        colours = new byte[photo.rowBytes()];
        then = new byte[before.rowBytes()];
        now = new byte[after.rowBytes()];
    }

    /** All of one size; {@code photo} in any layout, the masks in grey. */
    public static Picture picture(Picture photo, Picture before, Picture after) {
        return new Picture(photo.size(), Layout.RGB, new ChangeRows(photo, before, after));
    }

    @Override
    public void read(int y, byte[] row) {
        photo.rows().read(y, colours);
        before.rows().read(y, then);
        after.rows().read(y, now);
        for (int x = 0; x < then.length; x++) {
            double old = (then[x] & 0xff) / 255.0;
            double fresh = (now[x] & 0xff) / 255.0;
            double kept = Math.min(old, fresh);
            double grey = luma(x);
            double shown = kept * grey + (1 - kept) * (PALE + (grey - 128) * PALE_CONTRAST);
            double paint = PAINT * Math.abs(fresh - old);
            Colour colour = fresh > old ? GAINED : LOST;
            // What is painted keeps the light and the shade of the photo, so that one sees what it is.
            double light = 0.7 + 0.3 * grey / 128;
            row[3 * x] = mixed(paint, colour.red() * light, shown);
            row[3 * x + 1] = mixed(paint, colour.green() * light, shown);
            row[3 * x + 2] = mixed(paint, colour.blue() * light, shown);
        }
    }

    private double luma(int x) {
        int at = x * photo.layout().channels();
        if (photo.layout() == Layout.GREY) return colours[at] & 0xff;
        return 0.299 * (colours[at] & 0xff) + 0.587 * (colours[at + 1] & 0xff) + 0.114 * (colours[at + 2] & 0xff);
    }

    private static byte mixed(double paint, double over, double under) {
        return (byte) Math.clamp(Math.round(paint * Math.min(255, over) + (1 - paint) * under), 0, 255);
    }
}
