package io.kirinuki.image.decode;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.heif.HeifDecoder;
import io.kirinuki.image.heif.HeifPicture;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.jpeg.JpegData;
import io.kirinuki.image.probe.jpeg.JpegHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.image.probe.tiff.TiffPieces;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The pixels of a file of any format that is known, not turned. Those that are not whole are refused, even where a part of
 * the picture could be shown.
 */
final class StoredPixels {
    private final byte[] bytes;
    private final ImageHeader header;
    private final FileFacts facts;

    /** @param header read from {@code bytes}; limits on its size must have been checked */
    StoredPixels(byte[] bytes, ImageHeader header, FileFacts facts) {
        this.bytes = bytes;
        this.header = header;
        this.facts = facts;
    }

    /** @param kept made of native pixels that are freed afterwards */
    <T> Outcome<T> read(Function<PhotoDecoder.Decoded, T> kept) {
        try {
            return Outcome.done(decoded(kept));
        } catch (FailedException e) {
            return Outcome.failed(e.failure());
        } catch (RuntimeException e) {
            return Outcome.failed(OpenCv.failure(e, "decode %s pixels".formatted(header.stored())));
        }
    }

    private <T> T decoded(Function<PhotoDecoder.Decoded, T> kept) throws FailedException {
        HeaderBytes file = HeaderBytes.of(bytes, BIG_ENDIAN, header.format().name());
        PhotoDecoder decoder = new PhotoDecoder(header.format(), facts);
        if (header.format() == ImageFormat.HEIC || header.format() == ImageFormat.AVIF) {
            return heif(HeifPicture.of(bytes), decoder, kept);
        }
        if (header.format() == ImageFormat.JPEG) JpegData.check(file);
        if (header.format() == ImageFormat.TIFF) TiffPieces.checkData(TiffDirectory.ofPicture(file));
        if (header.format() == ImageFormat.JPEG && JpegHeader.components(file) == InkedJpeg.COMPONENTS) {
            InkedJpeg inks = InkedJpeg.read(file);
            return whole(() -> Optional.of(inks.decoded(facts.profile(IccProfile.Space.CMYK))), kept);
        }
        Excerpt excerpt = FileFacts.excerpt(bytes, header.format());
        if (facts.tiff().isPresent() && facts.tiff().get().byJava()) {
            JavaTiff samples = JavaTiff.read(excerpt);
            return whole(() -> Optional.of(decoder.decode(samples.stored())), kept);
        }
        return whole(() -> decoder.decode(excerpt), kept);
    }

    private static <T> T heif(HeifPicture picture, PhotoDecoder decoder, Function<PhotoDecoder.Decoded, T> kept)
            throws FailedException {
        Supplier<Outcome<T>> decoding = () ->
                HeifDecoder.decode(picture).map(read -> kept.apply(decoder.decoded(read.colours(), read.alpha())));
        return OpenCv.scoped(decoding).orThrow();
    }

    private <T> T whole(Supplier<Optional<PhotoDecoder.Decoded>> decoding, Function<PhotoDecoder.Decoded, T> kept)
            throws FailedException {
        return OpenCv.scoped(() -> checked(decoding.get()).map(kept)).orThrow();
    }

    private Outcome<PhotoDecoder.Decoded> checked(Optional<PhotoDecoder.Decoded> decoded) {
        if (decoded.isEmpty()) {
            return Outcome.failed(
                    HeaderBytes.undecodable("its %s data is broken or cut short".formatted(header.format()))
                            .failure());
        }
        PixelSize size = OpenCv.sizeOf(decoded.get().bgr());
        if (size.equals(header.stored())) return Outcome.done(decoded.get());
        return Outcome.failed(HeaderBytes.undecodable(
                        "its %s header says %s, its data holds %s".formatted(header.format(), header.stored(), size))
                .failure());
    }
}
