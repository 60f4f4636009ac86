package io.kirinuki.image.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.minMaxLoc;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.kirinuki.image.Mask;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.probe.FileFacts;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads a mask out of a file of any format that photos come in: its alpha where anything in it is transparent, as of a
 * cut-out, else its luma. 16 bits a channel become 8; EXIF orientation is not applied.
 */
public final class MaskFile {
    private static final double SIXTEEN_TO_EIGHT = 1 / 257.0;

    private MaskFile() {}

    /** To be closed by the caller. */
    public static Outcome<Mask> read(byte[] bytes) {
        return decoded(bytes, MaskFile::single).map(Mask::new);
    }

    /** The alpha of a picture, be it opaque throughout; empty where it has no such channel. To be closed by the caller. */
    public static Outcome<Optional<Mask>> readAlpha(byte[] bytes) {
        return decoded(bytes, stored -> stored).map(stored -> {
            try (stored) {
                return stored.channels() == 4
                        ? Optional.of(new Mask(OpenCv.kept(() -> eightBit(alpha(stored)))))
                        : Optional.empty();
            }
        });
    }

    private static Outcome<Mat> decoded(byte[] bytes, UnaryOperator<Mat> wanted) {
        return switch (HeaderProbe.probe(bytes)) {
            case Outcome.Failed<ImageHeader>(Failure failure) -> Outcome.failed(failure);
            case Outcome.Done<ImageHeader>(ImageHeader header) -> decoded(bytes, header, wanted);
        };
    }

    private static Outcome<Mat> decoded(byte[] bytes, ImageHeader header, UnaryOperator<Mat> wanted) {
        Mat found;
        try {
            Excerpt excerpt = FileFacts.excerpt(bytes, header.format());
            found = OpenCv.kept(() -> {
                Mat file = new Mat(1, Math.toIntExact(excerpt.length()), CV_8UC1, excerpt.copied());
                Mat stored = imdecode(file, IMREAD_UNCHANGED);
                boolean known = !stored.empty() && (stored.depth() == CV_8U || stored.depth() == CV_16U);
                return known ? wanted.apply(stored) : new Mat();
            });
        } catch (FailedException e) {
            return Outcome.failed(e.failure());
        } catch (RuntimeException e) {
            return Outcome.failed(OpenCv.failure(e, "read a mask of %s pixels".formatted(header.stored())));
        }
        if (!found.empty()) return Outcome.done(found);
        found.close();
        return Outcome.failed(new Failure.Undecodable(
                "its %s data is broken, cut short, or not of 8 or 16 bits".formatted(header.format())));
    }

    /** Empty where it cannot be a mask. */
    private static Mat single(Mat stored) {
        Mat one = new Mat();
        switch (stored.channels()) {
            case 1 -> one = stored;
            case 3 -> cvtColor(stored, one, COLOR_BGR2GRAY);
            case 4 -> {
                one = alpha(stored);
                if (isOpaque(one)) cvtColor(stored, one, COLOR_BGRA2GRAY);
            }
            default -> {
                return new Mat();
            }
        }
        return eightBit(one);
    }

    private static Mat alpha(Mat stored) {
        Mat alpha = new Mat();
        extractChannel(stored, alpha, 3);
        return alpha;
    }

    private static Mat eightBit(Mat one) {
        if (one.depth() == CV_8U) return one;
        Mat eight = new Mat();
        one.convertTo(eight, CV_8U, SIXTEEN_TO_EIGHT, 0);
        return eight;
    }

    private static boolean isOpaque(Mat alpha) {
        DoublePointer least = new DoublePointer(1);
        minMaxLoc(alpha, least, null, null, null, null);
        return least.get() == (alpha.depth() == CV_16U ? 0xffff : 0xff);
    }
}
