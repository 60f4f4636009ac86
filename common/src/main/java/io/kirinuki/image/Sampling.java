package io.kirinuki.image;

import io.kirinuki.image.resample.Filter;

/**
 * How a photo becomes the pixels of a network: resized to {@code scaled}, its shape not kept, and of that the
 * {@code window} in the centre.
 *
 * @param window no larger than {@code scaled}; the same where nothing is cut off
 */
public record Sampling(Channels channels, PixelSize scaled, PixelSize window, Filter filter) {
    /** What a pixel is made of. */
    public enum Channels {
        RGB,
        /** Luma, 0.299 red + 0.587 green + 0.114 blue. */
        GREY;

        public int count() {
            return this == RGB ? 3 : 1;
        }
    }

    public Sampling {
        if (window.width() > scaled.width() || window.height() > scaled.height()) {
            throw new IllegalArgumentException("a window of %s does not fit into %s".formatted(window, scaled));
        }
    }

    /** The window's left edge: half of what is left over, and of two equal halves the even one, as Pillow and torchvision cut. */
    int left() {
        return (int) Math.rint((scaled.width() - window.width()) / 2.0);
    }

    int top() {
        return (int) Math.rint((scaled.height() - window.height()) / 2.0);
    }
}
