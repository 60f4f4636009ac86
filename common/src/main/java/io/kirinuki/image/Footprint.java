package io.kirinuki.image;

/**
 * How much of each pixel of a canvas a turned picture covers: 1 inside, 0 outside, and along its edges what bilinear
 * interpolation of a white picture on black ground gives.
 */
final class Footprint {
    private final PixelSize picture;
    private final PixelSize canvas;
    private final double cos; // divided by the zoom
    private final double sin;

    /** @param degrees counter-clockwise */
    Footprint(PixelSize picture, PixelSize canvas, double degrees, double zoom) {
        this.picture = picture;
        this.canvas = canvas;
        this.cos = Math.cos(Math.toRadians(degrees)) / zoom;
        this.sin = Math.sin(Math.toRadians(degrees)) / zoom;
    }

    /** 0..1. */
    double covered(int x, int y) {
        double dx = x - (canvas.width() - 1) / 2.0;
        double dy = y - (canvas.height() - 1) / 2.0;
        // The inverse of getRotationMatrix2D: where in the picture this pixel comes from.
        double fromX = cos * dx - sin * dy + (picture.width() - 1) / 2.0;
        double fromY = sin * dx + cos * dy + (picture.height() - 1) / 2.0;
        return along(fromX, picture.width()) * along(fromY, picture.height());
    }

    private static double along(double at, int length) {
        return Math.max(0, Math.min(1, Math.min(at + 1, length - at)));
    }

    /** Whether all of the row is inside: where its ends are, for the picture is convex. */
    boolean holdsRow(int y) {
        return covered(0, y) == 1 && covered(canvas.width() - 1, y) == 1;
    }
}
