package io.kirinuki.image.heif;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC;

import io.kirinuki.image.OpenCv;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Makes 8-bit pixels of a HEIF picture, piece by piece: libheif is given one coded picture at a time, in a file of our own
 * making, and what comes of it is laid in its place. So a picture in tiles takes little more than its own pixels, and what
 * tiles, turns and notes say never reaches native code.
 *
 * <p>Threads: each call is its own; decoders may start threads beside it. Native pictures belong to the scope they are made
 * in.
 */
public final class HeifDecoder {
    /** @param colours blue, green and red, or grey alone; as stored, not turned */
    public record Decoded(Mat colours, Optional<Mat> alpha) {}

    private final LibHeif libheif;
    private final HeifPicture picture;

    private HeifDecoder(LibHeif libheif, HeifPicture picture) {
        this.libheif = libheif;
        this.picture = picture;
    }

    public static Outcome<Decoded> decode(HeifPicture picture) {
        try {
            return Outcome.done(decode(picture, LibHeif.found()));
        } catch (FailedException e) {
            return Outcome.failed(e.failure());
        }
    }

    static Decoded decode(HeifPicture picture, Optional<LibHeif> found) throws FailedException {
        HeifCodec codec = picture.codec();
        LibHeif libheif = found.orElseThrow(() -> BoxBytes.undecodable(
                ("%s takes libheif, which this machine has not; install it (on Debian and Ubuntu the package libheif1 and,"
                                + " where there is one, %s), start the worker anew and redrive")
                        .formatted(codec.files(), codec.plugin())));
        if (!libheif.decodes(codec)) {
            throw BoxBytes.undecodable(
                    ("%s takes a decoder that this machine's libheif has not; install it (on Debian and"
                                    + " Ubuntu the package %s), start the worker anew and redrive")
                            .formatted(codec.files(), codec.plugin()));
        }
        return new HeifDecoder(libheif, picture).decoded();
    }

    private Decoded decoded() throws FailedException {
        Tiling colours = picture.colours();
        CodedData first = CodedData.of(colours.pieces().getFirst(), picture.file());
        Mat stored = canvas(first.grey() ? 1 : 3);
        fill(colours, stored, false);
        Optional<Mat> alpha = picture.alpha().map(each -> canvas(1));
        if (alpha.isPresent()) fill(picture.alpha().orElseThrow(), alpha.get(), true);
        if (alpha.isPresent() && picture.multiplied()) OpenCv.divide(stored, alpha.get());
        return new Decoded(stored, alpha);
    }

    private Mat canvas(int channels) {
        PixelSize size = picture.stored();
        return new Mat(size.height(), size.width(), CV_8UC(channels));
    }

    /** @param mask whether values are taken as they are, which among brightness may begin with 16 */
    private void fill(Tiling tiling, Mat canvas, boolean mask) throws FailedException {
        PixelSize tile = tiling.pieces().getFirst().size();
        Placement placement = picture.placement();
        for (int i = 0; i < tiling.pieces().size(); i++) {
            int left = i % tiling.columns() * tile.width() - placement.left();
            int top = i / tiling.columns() * tile.height() - placement.top();
            if (left >= canvas.cols() || top >= canvas.rows() || left + tile.width() <= 0 || top + tile.height() <= 0) {
                continue; // cut off as a whole
            }
            lay(tiling.pieces().get(i), canvas, left, top, mask);
        }
    }

    private void lay(CodedImage piece, Mat canvas, int left, int top, boolean mask) throws FailedException {
        CodedData coded = CodedData.of(piece, picture.file());
        Optional<Cicp> colours = piece.colours().isPresent() ? piece.colours() : picture.cicp();
        byte[] file = PieceFile.of(piece.codec(), piece.size(), coded, colours);
        if (!mask && coded.grey() != (canvas.channels() == 1)) {
            throw BoxBytes.undecodable("the HEIF's grid has tiles with colours and others without");
        }
        // Brightness alone libheif gives as it is stored, whatever its range.
        boolean narrow =
                !mask && coded.grey() && colours.isPresent() && !colours.get().fullRange();
        LibHeif.Target target = coded.grey() ? LibHeif.Target.GREY : LibHeif.Target.RGB;
        int longest = Math.max(piece.size().width(), piece.size().height());
        libheif.decode(file, target, longest, planes -> {
            PixelSize size = new PixelSize(planes.width(), planes.height());
            if (!size.equals(piece.size())) throw CodedData.disagreement(piece.size(), size);
            copy(planes, eightBits(planes.bits(), narrow), canvas, left, top);
        });
    }

    private static void copy(LibHeif.Planes planes, byte[] eight, Mat canvas, int left, int top) {
        int channels = canvas.channels();
        byte[] stored = new byte[planes.width() * (planes.bits() > 8 ? 2 : 1)];
        int from = Math.max(0, -left);
        int to = Math.min(planes.width(), canvas.cols() - left);
        byte[] row = new byte[(to - from) * channels];
        for (int y = Math.max(0, -top); y < Math.min(planes.height(), canvas.rows() - top); y++) {
            for (int channel = 0; channel < channels; channel++) {
                // Red comes first there and last here; of three for one, all are the same, or nearly.
                planes.row(planes.count() == 1 ? 0 : channels == 1 ? 1 : 2 - channel, y, stored);
                spread(stored, eight, from, to, row, channel, channels);
            }
            canvas.ptr(top + y, left + from).put(row);
        }
    }

    private static void spread(byte[] stored, byte[] eight, int from, int to, byte[] row, int channel, int channels) {
        int at = channel;
        if (eight.length > 256) {
            for (int x = from; x < to; x++, at += channels) {
                row[at] = eight[((stored[2 * x] & 0xff) | (stored[2 * x + 1] & 0xff) << 8) & (eight.length - 1)];
            }
        } else {
            for (int x = from; x < to; x++, at += channels) row[at] = eight[stored[x] & 0xff];
        }
    }

    /** Each value of that many bits as the nearest of 8. */
    private static byte[] eightBits(int bits, boolean narrow) {
        byte[] table = new byte[1 << bits];
        int black = narrow ? 16 << (bits - 8) : 0;
        int range = narrow ? 219 << (bits - 8) : table.length - 1;
        for (int i = 0; i < table.length; i++) {
            table[i] = (byte) Math.clamp(Math.round((i - black) * 255.0 / range), 0, 255);
        }
        return table;
    }
}
