package io.kirinuki.model;

import io.kirinuki.image.PixelSize;

/** How a photo of any shape comes to have the size that a network takes. */
public sealed interface Framing {
    /** The size that a photo's pixels have when they go in. */
    PixelSize window(PixelSize photo);

    /** What the photo is resized to before the window is cut out of its centre. */
    default PixelSize scaled(PixelSize photo) {
        return window(photo);
    }

    /** Resized to one size; its shape is not kept. */
    record Squash(PixelSize size) implements Framing {
        @Override
        public PixelSize window(PixelSize photo) {
            return size;
        }
    }

    /** The shorter side resized to {@code shorterSide}, the shape kept, then the centre. */
    record Crop(int shorterSide, PixelSize size) implements Framing {
        public Crop {
            Flaw.unless(
                    shorterSide >= Math.max(size.width(), size.height()) && shorterSide <= InputRule.MOST_SIDE,
                    "input.shorterSide: %d to %d expected, so that %s can be cut out, found %d"
                            .formatted(Math.max(size.width(), size.height()), InputRule.MOST_SIDE, size, shorterSide));
        }

        @Override
        public PixelSize window(PixelSize photo) {
            return size;
        }

        /** The longer side is rounded down, as torchvision does. */
        @Override
        public PixelSize scaled(PixelSize photo) {
            int shorter = Math.min(photo.width(), photo.height());
            return new PixelSize(scaled(photo.width(), shorter), scaled(photo.height(), shorter));
        }

        private int scaled(int side, int shorter) {
            return Math.toIntExact((long) side * shorterSide / shorter);
        }
    }

    /** The photo's own size, each side rounded up to a multiple. */
    record AnySize(int multipleOf) implements Framing {
        public AnySize {
            Flaw.unless(
                    multipleOf >= 1 && multipleOf <= 1024,
                    "input.multipleOf: 1 to 1024 expected, found %d".formatted(multipleOf));
        }

        @Override
        public PixelSize window(PixelSize photo) {
            return new PixelSize(roundedUp(photo.width()), roundedUp(photo.height()));
        }

        private int roundedUp(int side) {
            return Math.ceilDiv(side, multipleOf) * multipleOf;
        }
    }
}
