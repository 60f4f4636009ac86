package io.kirinuki.image.decode;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Remarks;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.remark.RemarksFile;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
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
            return new StoredPixels(bytes, header, FileFacts.of(bytes, header.format()))
                    .read(stored -> kept(stored, header.orientation(), remarks(bytes, header)));
        } catch (FailedException e) {
            return Outcome.failed(e.failure());
        }
    }

    private static Remarks remarks(byte[] bytes, ImageHeader header) {
        Remarks stored = RemarksFile.of(bytes, header.format());
        return header.orientation() >= 5 ? stored.sideways() : stored;
    }

    /**
     * Turned by the header's orientation and not by OpenCV, so that header and picture cannot disagree. Taken out of the
     * scope last, for nothing can fail then that would leave a picture behind.
     */
    private static Photo kept(PhotoDecoder.Decoded stored, int orientation, Remarks remarks) {
        Optional<Mat> alpha =
                stored.alpha().filter(each -> !Mask.isFull(each)).map(each -> Orientation.upright(each, orientation));
        Mat bgr = Orientation.upright(stored.bgr(), orientation);
        return new Photo(
                bgr.retainReference(), stored.profile(), alpha.map(each -> new Mask(each.retainReference())), remarks);
    }
}
