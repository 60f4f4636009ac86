package io.kirinuki.image.compose;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Mask;
import io.kirinuki.image.RowSource;
import io.kirinuki.schema.ImageResult.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A contact shadow, row by row of a canvas: how opaque it is, 0..255. Owned by one thread. */
final class ContactRows implements RowSource {
    private static final int HALF = 128;
    /** Of the subject's height: what comes down so far stands on the ground. */
    private static final double BAND = 0.03;
    /** Of the subject's width: gaps no wider are none, and what is narrower does not stand. */
    private static final double GAP = 0.03;

    private static final double SPECK = 0.01;

    /** In the mask's pixels. */
    private record Ellipse(double x, double y, double across, double down) {}

    private final List<Ellipse> ellipses;
    private final double opacity;
    private final Canvas canvas;

    /**
     * @param subject its box, of alpha of at least one half
     * @param line pixels of an outline, on which the subject then stands
     */
    ContactRows(ContactShadow shadow, Mask alpha, Box subject, double line, Canvas canvas) {
        this.opacity = shadow.opacity();
        this.canvas = canvas;
        this.ellipses = ellipses(shadow, lowest(alpha, subject), subject, line);
    }

    /** The lowest row with alpha of one half, for each column of the box; -1 where it ends above the band. */
    private static int[] lowest(Mask alpha, Box subject) {
        int[] lowest = new int[subject.width()];
        Arrays.fill(lowest, -1);
        int bottom = subject.y() + subject.height();
        int band = Math.max(1, (int) Math.round(BAND * subject.height()));
        byte[] row = new byte[alpha.size().width()];
        for (int y = Math.max(subject.y(), bottom - band); y < bottom; y++) {
            alpha.row(y, row);
            for (int x = 0; x < lowest.length; x++) {
                if ((row[subject.x() + x] & 0xff) >= HALF) lowest[x] = y;
            }
        }
        return lowest;
    }

    private static List<Ellipse> ellipses(ContactShadow shadow, int[] lowest, Box subject, double line) {
        int gap = (int) Math.round(GAP * lowest.length);
        double speck = SPECK * lowest.length;
        double down = Math.max(0.5, shadow.height() * subject.height() / 2);
        List<Ellipse> ellipses = new ArrayList<>();
        int x = 0;
        while (x < lowest.length) {
            if (lowest[x] < 0) {
                x++;
                continue;
            }
            int from = x;
            int to = x; // the last column that stands
            int ground = -1;
            for (; x < lowest.length && x - to <= gap + 1; x++) {
                if (lowest[x] < 0) continue;
                to = x;
                ground = Math.max(ground, lowest[x]);
            }
            x = to + 1;
            double wide = to + 1 - from;
            if (wide < speck) continue;
            ellipses.add(new Ellipse(
                    subject.x() + (from + to) / 2.0,
                    ground + line + 0.5,
                    Math.max(down, shadow.width() * (wide / 2 + line)),
                    down));
        }
        return ellipses;
    }

    @Override
    public void read(int y, byte[] shade) {
        Arrays.fill(shade, (byte) 0);
        for (Ellipse ellipse : ellipses) {
            double v = (canvas.top() + y - ellipse.y) / ellipse.down;
            if (Math.abs(v) >= 1) continue;
            int from = (int) Math.max(0, Math.floor(ellipse.x - ellipse.across) - canvas.left());
            int to = (int) Math.min(shade.length - 1, Math.ceil(ellipse.x + ellipse.across) - canvas.left());
            for (int x = from; x <= to; x++) {
                double u = (canvas.left() + x - ellipse.x) / ellipse.across;
                double rest = 1 - u * u - v * v; // 1 in the middle, 0 at its edge
                if (rest <= 0) continue;
                int darkness = (int) Math.round(255 * opacity * rest * rest * (3 - 2 * rest));
                if (darkness > (shade[x] & 0xff)) shade[x] = (byte) darkness;
            }
        }
    }

    /** Both shadows at once: what one lets through the other may still darken. */
    static RowSource both(RowSource one, RowSource other, int width) {
        byte[] second = new byte[width];
        return (y, shade) -> {
            one.read(y, shade);
            other.read(y, second);
            for (int x = 0; x < shade.length; x++) {
                int light = (255 - (shade[x] & 0xff)) * (255 - (second[x] & 0xff));
                shade[x] = (byte) (255 - (light + 127) / 255);
            }
        };
    }
}
