package io.kirinuki.image.probe;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.probe.file.DecodeNeed;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.jpeg.JpegHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.image.probe.tiff.TiffPieces;
import io.kirinuki.image.probe.tiff.TiffPixels;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What decoding must know of a file beside its {@link ImageHeader}.
 *
 * @param profile one that works, of any kind of colour
 * @param grey whether what is stored is grey, with transparency or without, where the decoded channels do not show it
 * @param white the largest value that a channel can have, where it is not that of its 8 or 16 bits
 * @param transparentGrey the one grey that is transparent
 * @param tiff of TIFF alone
 */
public record FileFacts(
        Optional<IccProfile> profile,
        boolean grey,
        OptionalInt white,
        OptionalInt transparentGrey,
        Optional<TiffPixels> tiff) {

    public static FileFacts of(byte[] bytes, ImageFormat format) throws FailedException {
        HeaderBytes file =
                HeaderBytes.of(bytes, format == ImageFormat.WEBP ? LITTLE_ENDIAN : BIG_ENDIAN, format.name());
        boolean png = format == ImageFormat.PNG;
        return new FileFacts(
                profile(file, format),
                png && PngHeader.isGrey(file),
                format == ImageFormat.PNM ? PnmHeader.white(file) : OptionalInt.empty(),
                png ? PngHeader.transparentGrey(file) : OptionalInt.empty(),
                format == ImageFormat.TIFF ? Optional.of(TiffPixels.of(bytes)) : Optional.empty());
    }

    /** What native code is given of the file. */
    public static Excerpt excerpt(byte[] bytes, ImageFormat format) throws FailedException {
        HeaderBytes file = HeaderBytes.of(bytes, BIG_ENDIAN, format.name());
        return switch (format) {
            case JPEG -> JpegHeader.excerpt(bytes, file);
            case PNG -> PngHeader.excerpt(bytes, file);
            case WEBP -> WebpHeader.excerpt(bytes, HeaderBytes.of(bytes, LITTLE_ENDIAN, "WebP"));
            case TIFF -> TiffPixels.of(bytes).excerpt(bytes);
            case BMP -> BmpHeader.excerpt(bytes, HeaderBytes.of(bytes, LITTLE_ENDIAN, "BMP"));
            case GIF -> GifHeader.excerpt(bytes, HeaderBytes.of(bytes, LITTLE_ENDIAN, "GIF"));
            case PNM -> Excerpt.whole(bytes);
        };
    }

    /** What memory decoding takes. */
    public static DecodeNeed need(byte[] bytes, ImageHeader header) throws FailedException {
        HeaderBytes file = HeaderBytes.of(bytes, BIG_ENDIAN, header.format().name());
        return switch (header.format()) {
            case JPEG -> JpegHeader.need(file);
            case PNG -> PngHeader.need(file);
            case WEBP -> WebpHeader.need(file.in(LITTLE_ENDIAN), header.stored());
            case TIFF ->
                TiffPieces.need(
                        TiffDirectory.ofPicture(file), TiffPixels.of(bytes).meaning());
            case BMP -> DecodeNeed.colour();
            case GIF -> new DecodeNeed(6, 9, 0); // its codes are kept beside it
            case PNM -> PnmHeader.need(file);
        };
    }

    /** A profile that is broken must not cost the picture. */
    private static Optional<IccProfile> profile(HeaderBytes file, ImageFormat format) {
        try {
            Optional<IccProfile> stored = switch (format) {
                case JPEG -> JpegHeader.profile(file);
                case PNG -> PngHeader.profile(file);
                case WEBP -> WebpHeader.profile(file);
                case TIFF -> TiffDirectory.profile(file);
                case GIF, BMP, PNM -> Optional.empty();
            };
            return stored.filter(profile -> ColourTransform.toSrgb(profile).isPresent());
        } catch (FailedException broken) {
            return Optional.empty();
        }
    }

    public Optional<IccProfile> profile(IccProfile.Space space) {
        return profile.filter(each -> each.space().equals(Optional.of(space)));
    }
}
