package io.kirinuki.image.decode;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.kirinuki.image.Mask;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads a mask out of a file of any format that photos come in: its alpha where anything in it is transparent, as of a
 * cut-out, else its luma. 16 bits a channel become 8; neither EXIF orientation nor a profile is applied. What is refused as
 * a photo is refused as a mask.
 */
public final class MaskFile {
    private MaskFile() {}

    /** To be closed by the caller. */
    public static Outcome<Mask> read(byte[] bytes) {
        return read(bytes, stored -> kept(grey(stored)));
    }

    /**
     * The same, turned upright as the photo of such a file would be; to be closed by the caller.
     *
     * @param header read from {@code bytes}; limits on its size must have been checked
     */
    public static Outcome<Mask> readUpright(byte[] bytes, ImageHeader header) {
        return read(bytes, header, stored -> kept(Orientation.upright(grey(stored), header.orientation())));
    }

    /** The alpha of a picture, be it opaque throughout; empty where it has no such channel. To be closed by the caller. */
    public static Outcome<Optional<Mask>> readAlpha(byte[] bytes) {
        return read(bytes, stored -> stored.alpha().map(MaskFile::kept));
    }

    private static <T> Outcome<T> read(byte[] bytes, Function<PhotoDecoder.Decoded, T> wanted) {
        return switch (HeaderProbe.probe(bytes)) {
            case Outcome.Failed<ImageHeader>(Failure failure) -> Outcome.failed(failure);
            case Outcome.Done<ImageHeader>(ImageHeader header) -> read(bytes, header, wanted);
        };
    }

    private static <T> Outcome<T> read(byte[] bytes, ImageHeader header, Function<PhotoDecoder.Decoded, T> wanted) {
        try {
            FileFacts facts = FileFacts.of(bytes, header.format()).withoutProfile();
            return new StoredPixels(bytes, header, facts).read(wanted);
        } catch (FailedException e) {
            return Outcome.failed(e.failure());
        }
    }

    private static Mat grey(PhotoDecoder.Decoded stored) {
        return stored.alpha().filter(alpha -> !Mask.isFull(alpha)).orElseGet(() -> luma(stored.bgr()));
    }

    private static Mat luma(Mat bgr) {
        Mat grey = new Mat();
        cvtColor(bgr, grey, COLOR_BGR2GRAY);
        return grey;
    }

    /** Taken out of the scope it was decoded in. */
    private static Mask kept(Mat stored) {
        return new Mask(stored.retainReference());
    }
}
