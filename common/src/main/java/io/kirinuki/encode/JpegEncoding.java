package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.NativeEncoder;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * JPEG, which knows no alpha: a picture with alpha is refused, and must be laid on a ground before.
 *
 * @param quality 1..100; from 90 on colours are stored as finely as brightness
 */
public record JpegEncoding(int quality) implements Encoding {
    /** What libjpeg takes. */
    static final int LONGEST_SIDE = 65_500;

    public JpegEncoding {
        Quality.check(quality);
    }

    @Override
    public Blob encode(Picture picture) throws FailedException {
        Failure.Unencodable.checkSides("JPEG", picture.size(), LONGEST_SIDE);
        if (picture.layout() == Layout.RGBA) {
            throw new FailedException(new Failure.Unencodable(
                    "JPEG has no transparency; name a background colour, or take png, webp or zip"));
        }
        return Segments.intoJpeg(NativeEncoder.jpeg(picture, quality), picture);
    }

    /** The picture laid out, and the file while its buffer grows: measured of noise at quality 90, where photos take 3.3. */
    @Override
    public int bytesPerPixel() {
        return 8;
    }

    @Override
    public String mediaType() {
        return "image/jpeg";
    }

    @Override
    public String extension() {
        return "jpg";
    }
}
