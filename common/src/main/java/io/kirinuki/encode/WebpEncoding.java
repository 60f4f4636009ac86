package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.NativeEncoder;
import io.kirinuki.image.Picture;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.OptionalInt;

/**
 * WebP with alpha. Grey becomes colour, for WebP knows no grey.
 *
 * @param quality of the colours, 1..100, alpha being lossless always; absent for lossless, which keeps all but the
 *     colours under transparent pixels: they become black
 */
public record WebpEncoding(OptionalInt quality) implements Encoding {
    /** RFC 9649, section 2.5: 14 bits. */
    static final int LONGEST_SIDE = 16_383;

    public static WebpEncoding lossy(int quality) {
        return new WebpEncoding(OptionalInt.of(quality));
    }

    public static WebpEncoding lossless() {
        return new WebpEncoding(OptionalInt.empty());
    }

    public WebpEncoding {
        quality.ifPresent(Quality::check);
    }

    @Override
    public Blob encode(Picture picture) throws FailedException {
        Failure.Unencodable.checkSides("WebP", picture.size(), LONGEST_SIDE);
        Blob webp = quality.isPresent()
                ? NativeEncoder.webp(picture, quality.getAsInt())
                : NativeEncoder.losslessWebp(picture);
        return Segments.intoWebp(webp, picture);
    }

    /** As measured with alpha, which is packed losslessly; lossy without alpha takes 5. */
    @Override
    public int bytesPerPixel() {
        return quality.isPresent() ? 38 : 42;
    }

    @Override
    public String mediaType() {
        return "image/webp";
    }

    @Override
    public String extension() {
        return "webp";
    }
}
