package io.kirinuki.image.compose;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.RowSource;
import io.kirinuki.schema.ImageResult.Box;
import java.util.Arrays;

/**
 * A shadow, row by row of a canvas: how opaque it is, 0..255. Drawn small, as a blurred shape can be; beyond the photo
 * the subject is taken to end.
 *
 * <p>Owned by one thread. Holds a million pixels of shadow at most.
 */
final class ShadowRows implements RowSource {
    /** Pixels of the small shadow that the bell's standard deviation takes at least: enough to draw it smooth. */
    private static final int SIGMA = 3;
    /** Of the photo's longer side in the small shadow. */
    private static final int MOST = 1024;

    private final ScaledRows shadow;
    private final byte[] row;
    /** Where the shadow's first pixel lies on the canvas. */
    private final int left;

    private final int top;
    private final int height;

    /** @param subject the subject's box */
    ShadowRows(Shadow shadow, Mask alpha, Box subject, Canvas canvas) {
        double sigma = shadow.blur() * subject.height() / 2;
        PixelSize size = alpha.size();
        int cell = Math.max((int) (sigma / SIGMA), Math.ceilDiv(Math.max(size.width(), size.height()), MOST));
        int around = (int) Math.ceil(3 * sigma / cell);
        PixelSize small = new PixelSize(
                Math.ceilDiv(size.width(), cell) + 2 * around, Math.ceilDiv(size.height(), cell) + 2 * around);
        float[] blurred = Gaussian.blurred(shape(alpha, cell, around, small), small, 1, sigma / cell);
        byte[] opacity = new byte[blurred.length];
        for (int p = 0; p < opacity.length; p++) opacity[p] = (byte) Math.round(shadow.opacity() * blurred[p]);
        PixelSize large = new PixelSize(small.width() * cell, small.height() * cell);
        this.shadow = ScaledRows.of(new Pixels(opacity, small, 1), large);
        this.row = new byte[large.width()];
        this.height = large.height();
        this.left = (int) Math.round(shadow.right() * subject.height()) - around * cell - canvas.left();
        this.top = (int) Math.round(shadow.down() * subject.height()) - around * cell - canvas.top();
    }

    /** Mean alpha of squares of {@code cell} pixels, with so many empty ones around them. */
    private static float[] shape(Mask alpha, int cell, int around, PixelSize small) {
        float[] shape = new float[Math.toIntExact(small.pixels())];
        byte[] row = new byte[alpha.size().width()];
        float share = 1f / cell / cell;
        for (int y = 0; y < alpha.size().height(); y++) {
            alpha.row(y, row);
            int line = (y / cell + around) * small.width() + around;
            for (int x = 0; x < row.length; x++) shape[line + x / cell] += share * (row[x] & 0xff);
        }
        return shape;
    }

    @Override
    public void read(int y, byte[] shade) {
        Arrays.fill(shade, (byte) 0);
        int from = Math.max(0, left);
        int count = Math.min(shade.length, left + row.length) - from;
        if (y < top || y >= top + height || count <= 0) return;
        shadow.read(y - top, row);
        System.arraycopy(row, from - left, shade, from, count);
    }
}
