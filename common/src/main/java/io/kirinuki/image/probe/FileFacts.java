package io.kirinuki.image.probe;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.heif.HeifPicture;
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
 * @param part of a GIF whose first frame does not cover its screen
 */
public record FileFacts(
        Optional<IccProfile> profile,
        boolean grey,
        OptionalInt white,
        OptionalInt transparentGrey,
        Optional<TiffPixels> tiff,
        Optional<GifFrame> part) {
    /** Bytes a pixel of a piece: of 12 bits in full colour, by the decoder that takes most. */
    private static final int HEIC_PIECE = 13;

    private static final int AVIF_PIECE = 26;
    private static final int HEIF_ALPHA = 3;

    public static FileFacts of(byte[] bytes, ImageFormat format) throws FailedException {
        HeaderBytes file =
                HeaderBytes.of(bytes, format == ImageFormat.WEBP ? LITTLE_ENDIAN : BIG_ENDIAN, format.name());
        boolean png = format == ImageFormat.PNG;
        Optional<TiffPixels> tiff = format == ImageFormat.TIFF ? Optional.of(TiffPixels.of(bytes)) : Optional.empty();
        return new FileFacts(
                profile(bytes, file, format),
                png ? PngHeader.isGrey(file) : tiff.isPresent() && tiff.get().grey(),
                format == ImageFormat.PNM ? PnmHeader.white(file) : OptionalInt.empty(),
                png ? PngHeader.transparentGrey(file) : OptionalInt.empty(),
                tiff,
                format == ImageFormat.GIF ? GifHeader.partly(file.in(LITTLE_ENDIAN)) : Optional.empty());
    }

    /** What native code is given of the file, unless that is made anew piece by piece. */
    public static Excerpt excerpt(byte[] bytes, ImageFormat format) throws FailedException {
        HeaderBytes file = HeaderBytes.of(bytes, BIG_ENDIAN, format.name());
        return switch (format) {
            case JPEG -> JpegHeader.excerpt(bytes, file);
            case PNG -> PngHeader.excerpt(bytes, file);
            case WEBP -> WebpHeader.excerpt(bytes, HeaderBytes.of(bytes, LITTLE_ENDIAN, "WebP"));
            case TIFF -> TiffPixels.of(bytes).excerpt(bytes);
            case BMP -> BmpHeader.excerpt(bytes, HeaderBytes.of(bytes, LITTLE_ENDIAN, "BMP"));
            case GIF -> GifHeader.excerpt(bytes, HeaderBytes.of(bytes, LITTLE_ENDIAN, "GIF"));
            case PNM, HEIC, AVIF -> Excerpt.whole(bytes);
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
            case HEIC -> heif(HeifPicture.of(bytes), HEIC_PIECE);
            case AVIF -> heif(HeifPicture.of(bytes), AVIF_PIECE);
        };
    }

    /** Its pieces are decoded one after the other, each into the picture. */
    private static DecodeNeed heif(HeifPicture picture, int piece) {
        DecodeNeed colour = DecodeNeed.colour();
        int alpha = picture.isTransparent() ? HEIF_ALPHA : 0;
        return picture.inTiles()
                ? colour.with(alpha, piece * picture.piecePixels())
                : colour.with(piece - colour.reading() + alpha, 0);
    }

    /** A profile that is broken must not cost the picture. */
    private static Optional<IccProfile> profile(byte[] bytes, HeaderBytes file, ImageFormat format) {
        try {
            Optional<IccProfile> stored = switch (format) {
                case JPEG -> JpegHeader.profile(file);
                case PNG -> PngHeader.profile(file);
                case WEBP -> WebpHeader.profile(file);
                case TIFF -> TiffDirectory.profile(file);
                case HEIC, AVIF ->
                    HeifPicture.of(bytes).profile(IccProfile.MOST_BYTES).flatMap(IccProfile::read);
                case GIF, BMP, PNM -> Optional.empty();
            };
            return stored.filter(profile -> ColourTransform.toSrgb(profile).isPresent());
        } catch (FailedException broken) {
            return Optional.empty();
        }
    }

    /** Of pixels that are not to be looked at, such as a mask's. */
    public FileFacts withoutProfile() {
        return new FileFacts(Optional.empty(), grey, white, transparentGrey, tiff, part);
    }

    public Optional<IccProfile> profile(IccProfile.Space space) {
        return profile.filter(each -> each.space().equals(Optional.of(space)));
    }
}
