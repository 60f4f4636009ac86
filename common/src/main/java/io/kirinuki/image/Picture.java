package io.kirinuki.image;

import java.util.Optional;

/**
 * A picture that is composed row by row while it is encoded, so that none of full size need exist beside the photo and
 * the mask it is made of. Valid as long as those are; its rows may be read through more than once, by one thread at a
 * time.
 *
 * @param profile how the colours are to be read; sRGB where there is none
 * @param remarks that files of it are to have
 */
public record Picture(PixelSize size, Layout layout, RowSource rows, Optional<IccProfile> profile, Remarks remarks) {
    /** What the bytes of a row mean; alpha is straight. */
    public enum Layout {
        GREY(1),
        RGB(3),
        RGBA(4);

        private final int channels;

        Layout(int channels) {
            this.channels = channels;
        }

        public int channels() {
            return channels;
        }
    }

    public Picture(PixelSize size, Layout layout, RowSource rows) {
        this(size, layout, rows, Optional.empty());
    }

    public Picture(PixelSize size, Layout layout, RowSource rows, Optional<IccProfile> profile) {
        this(size, layout, rows, profile, Remarks.NONE);
    }

    /** The same picture, and what its files are to say. */
    public Picture with(Remarks others) {
        return new Picture(size, layout, rows, profile, others);
    }

    /** The numbers that stand for this colour among the picture's own: other ones where its profile is not sRGB. */
    public Colour own(Colour colour) {
        return profile.flatMap(ColourTransform::fromSrgb)
                .map(transform -> transform.apply(colour))
                .orElse(colour);
    }

    public int rowBytes() {
        return Math.multiplyExact(size.width(), layout.channels());
    }
}
