package io.kirinuki.image.probe.file;

import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;

/**
 * What a file says about its picture before anything is decoded.
 *
 * @param stored the size as stored; of animations the whole canvas
 * @param orientation EXIF orientation 1..8 that decoding will apply; 1 where the file says nothing sensible
 */
public record ImageHeader(ImageFormat format, PixelSize stored, int orientation) {
    public ImageHeader {
        if (orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("an EXIF orientation is 1 to 8, not " + orientation);
        }
    }

    /** The size after the orientation was applied, which is the size of the decoded {@link Photo}. */
    public PixelSize upright() {
        return orientation >= 5 ? new PixelSize(/* width= */ stored.height(), /* height= */ stored.width()) : stored;
    }
}
