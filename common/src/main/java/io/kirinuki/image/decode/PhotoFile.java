package io.kirinuki.image.decode;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.Mask;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.jpeg.JpegData;
import io.kirinuki.image.probe.jpeg.JpegHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.image.probe.tiff.TiffPieces;
import io.kirinuki.image.probe.tiff.TiffPixels;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads a {@link Photo} out of a file of any format that is known.
 *
 * <p>Threads: any number may read, each its own file.
 */
public final class PhotoFile {
    private PhotoFile() {}

    /**
     * Decodes the file that {@code header} was read from; limits on its size must have been checked before. A file cut
     * short is refused, even where a part of the picture could be shown.
     */
    public static Outcome<Photo> read(byte[] bytes, ImageHeader header) {
        try {
            return Outcome.done(decoded(bytes, header));
        } catch (FailedException e) {
            return Outcome.failed(e.failure());
        } catch (RuntimeException e) {
            return Outcome.failed(OpenCv.failure(e, "decode %s pixels".formatted(header.stored())));
        }
    }

    private static Photo decoded(byte[] bytes, ImageHeader header) throws FailedException {
        FileFacts facts = FileFacts.of(bytes, header.format());
        HeaderBytes file = HeaderBytes.of(bytes, BIG_ENDIAN, header.format().name());
        if (header.format() == ImageFormat.JPEG) JpegData.check(file);
        if (header.format() == ImageFormat.TIFF) TiffPieces.checkData(TiffDirectory.ofPicture(file));
        if (header.format() == ImageFormat.JPEG && JpegHeader.components(file) == InkedJpeg.COMPONENTS) {
            InkedJpeg inks = InkedJpeg.read(file);
            return checked(header, "", () -> Optional.of(inks.decoded(facts.profile(IccProfile.Space.CMYK))));
        }
        String flaw = "its %s data is broken or cut short".formatted(header.format());
        if (header.format() == ImageFormat.TIFF)
            flaw += ", or packed in a way not known: " + TiffPixels.compression(bytes);
        Excerpt excerpt = FileFacts.excerpt(bytes, header.format());
        return checked(header, flaw, () -> new PhotoDecoder(header.format(), facts).decode(excerpt));
    }

    /** @param flaw why there may be nothing */
    private static Photo checked(ImageHeader header, String flaw, Supplier<Optional<PhotoDecoder.Decoded>> decoding)
            throws FailedException {
        Optional<Photo> photo = OpenCv.scoped(() -> decoding.get().map(stored -> kept(stored, header.orientation())));
        if (photo.isEmpty()) {
            throw HeaderBytes.undecodable(flaw);
        }
        PixelSize size = photo.get().size();
        if (size.equals(header.upright())) return photo.get();
        photo.get().close();
        throw HeaderBytes.undecodable(
                "its %s header says %s, its data holds %s".formatted(header.format(), header.upright(), size));
    }

    /**
     * Turned by the header's orientation and not by OpenCV, so that header and picture cannot disagree. Taken out of the
     * scope last, for nothing can fail then that would leave a picture behind.
     */
    private static Photo kept(PhotoDecoder.Decoded stored, int orientation) {
        Optional<Mat> alpha =
                stored.alpha().filter(each -> !Mask.isFull(each)).map(each -> Orientation.upright(each, orientation));
        Mat bgr = Orientation.upright(stored.bgr(), orientation);
        return new Photo(bgr.retainReference(), stored.profile(), alpha.map(each -> new Mask(each.retainReference())));
    }
}
