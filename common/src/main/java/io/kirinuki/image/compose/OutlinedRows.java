package io.kirinuki.image.compose;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;

/** A subject on a line around it, of one colour and smooth at its outer edge. Owned by one thread. */
final class OutlinedRows implements PixelRows {
    private final PixelRows subject;
    private final EdgeDistances distances;
    private final double width;
    /** Blue, green, red from the third byte down. */
    private final int colour;

    private final Canvas canvas;
    private final int[] pixels;

    /** @param colour among the photo's own */
    OutlinedRows(PixelRows subject, EdgeDistances distances, double width, Colour colour, Canvas canvas) {
        this.subject = subject;
        this.distances = distances;
        this.width = width;
        this.colour = colour.blue() << 16 | colour.green() << 8 | colour.red();
        this.canvas = canvas;
        this.pixels = new int[canvas.size().width()];
    }

    @Override
    public boolean read(int y) {
        boolean shown = subject.read(y);
        System.arraycopy(subject.pixels(), 0, pixels, 0, pixels.length);
        float[] near = distances.row(canvas.top() + y);
        int from = Math.max(0, distances.left() - canvas.left());
        int to = Math.min(pixels.length, distances.left() + near.length - canvas.left());
        for (int x = from; x < to; x++) {
            int opacity = opacity(near[x + canvas.left() - distances.left()]);
            if (opacity == 0 || pixels[x] >>> 24 == 255) continue;
            pixels[x] = over(pixels[x], opacity);
            shown = true;
        }
        return shown;
    }

    /** Of a pixel half a pixel inside of the line's outer edge all, half a pixel outside of it nothing. */
    private int opacity(double distance) {
        double inside = width + 0.5 - distance;
        return inside >= 1 ? 255 : inside <= 0 ? 0 : (int) Math.round(255 * inside);
    }

    private int over(int pixel, int opacity) {
        int weight = 255 * (pixel >>> 24);
        int under = (255 - (pixel >>> 24)) * opacity;
        int both = weight + under;
        int mixed = ((both + 127) / 255) << 24;
        for (int shift = 0; shift < 24; shift += Byte.SIZE) {
            int own = (pixel >> shift) & 0xff;
            int line = (colour >> shift) & 0xff;
            mixed |= ((own * weight + line * under + both / 2) / both) << shift;
        }
        return mixed;
    }

    @Override
    public int[] pixels() {
        return pixels;
    }
}
