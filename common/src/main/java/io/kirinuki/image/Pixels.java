package io.kirinuki.image;

/**
 * A picture as a network takes it: one byte a channel, channels of a pixel side by side, row by row.
 *
 * @param bytes [height, width, channels]; not copied, and not to be changed any more
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and a copy of each would cost
public record Pixels(byte[] bytes, PixelSize size, int channels) {
    public Pixels {
        if (bytes.length != size.pixels() * channels) {
            throw new IllegalArgumentException("%s of %d channels holds %d bytes, not %d"
                    .formatted(size, channels, size.pixels() * channels, bytes.length));
        }
    }

    /** All zero. */
    public static Pixels black(PixelSize size, int channels) {
        return new Pixels(new byte[Math.toIntExact(size.pixels() * channels)], size, channels);
    }
}
