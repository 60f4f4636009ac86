package io.kirinuki.image;

/** Width and height of a picture in pixels, each at least 1. */
public record PixelSize(int width, int height) {
    public PixelSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture of " + width + "x" + height + " pixels cannot be");
        }
    }

    public long pixels() {
        return (long) width * height;
    }

    /** The same shape with a longer side of at most {@code longest}: itself, or each side scaled and rounded, at least 1. */
    public PixelSize within(int longest) {
        int longer = Math.max(width, height);
        if (longer <= longest) return this;
        return new PixelSize(scaled(width, longest, longer), scaled(height, longest, longer));
    }

    private static int scaled(int side, int longest, int longer) {
        return (int) Math.max(1, Math.round((double) side * longest / longer));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
