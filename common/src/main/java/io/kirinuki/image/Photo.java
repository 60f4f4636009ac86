package io.kirinuki.image;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * A decoded picture, upright, three bytes a pixel in native memory, and one more where it has transparency.
 *
 * <p>Whatever the file holds becomes 8-bit colour: grey, palettes and 16 bits a channel, which are rounded. Of animations
 * it is the first frame, of TIFFs the first page. Colours keep the meaning that their profile gives them, and it is kept
 * beside them; inks, and grey with a profile of its own, become sRGB, which needs none. Colours under transparency are as
 * stored. {@code docs/pixels.md} tells it format by format.
 *
 * <p>Threads: any number may read; {@link #close} must come after them all.
 */
public final class Photo implements AutoCloseable {
    private static final int WHITE = 255;

    private final Mat bgr;
    private final PixelSize size;
    private final Optional<IccProfile> profile;
    private final Optional<Mask> transparency;

    /** Takes both pictures over. */
    Photo(Mat bgr, Optional<IccProfile> profile, Optional<Mask> transparency) {
        this.bgr = bgr;
        this.size = OpenCv.sizeOf(bgr);
        this.profile = profile;
        this.transparency = transparency;
    }

    /**
     * Decodes the file that {@code header} was read from; limits on its size must have been checked before. A file cut
     * short is refused, even where a part of the picture could be shown.
     */
    public static Outcome<Photo> decode(byte[] bytes, ImageHeader header) {
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

    public PixelSize size() {
        return size;
    }

    /** What its colours mean, an RGB profile that works; sRGB where there is none. */
    public Optional<IccProfile> profile() {
        return profile;
    }

    /** How much of each pixel the source shows, upright; none where it is opaque throughout. Closed with the photo. */
    public Optional<Mask> transparency() {
        return transparency;
    }

    /** The numbers that stand for this colour among the photo's own: other ones where its profile is not sRGB. */
    public Colour own(Colour colour) {
        return profile.flatMap(ColourTransform::fromSrgb)
                .map(transform -> transform.apply(colour))
                .orElse(colour);
    }

    /** The pixels that a network takes: sRGB, and where the source is transparent, on white. */
    public Pixels sample(Sampling sampling) {
        int channels = sampling.channels().count();
        Optional<ColourTransform> toSrgb =
                profile.flatMap(ColourTransform::toSrgb).filter(transform -> !transform.isNeutral());
        byte[] bytes =
                new byte[Math.toIntExact(Math.multiplyExact(sampling.window().pixels(), channels))];
        OpenCv.scoped(() -> {
            Mat window = new Mat(
                    OpenCv.resized(
                            transparency.isPresent() ? onWhite(transparency.get()) : bgr,
                            sampling.scaled(),
                            sampling.filter()),
                    new Rect(
                            sampling.left(),
                            sampling.top(),
                            sampling.window().width(),
                            sampling.window().height()));
            if (toSrgb.isPresent()) window = inSrgb(window, toSrgb.get());
            Mat turned = new Mat();
            cvtColor(window, turned, channels == 3 ? COLOR_BGR2RGB : COLOR_BGR2GRAY);
            turned.data().get(bytes);
            return bytes;
        });
        return new Pixels(bytes, sampling.window(), channels);
    }

    private Mat onWhite(Mask mask) {
        byte[] colours = new byte[size.width() * 3];
        byte[] alpha = new byte[size.width()];
        Mat mixed = new Mat(size.height(), size.width(), CV_8UC3);
        for (int y = 0; y < size.height(); y++) {
            row(y, colours);
            mask.row(y, alpha);
            for (int x = 0; x < alpha.length; x++) {
                int a = alpha[x] & 0xff;
                for (int i = 3 * x; i < 3 * x + 3; i++) colours[i] = Cutout.mixed(a, colours[i], WHITE);
            }
            mixed.ptr(y).put(colours);
        }
        return mixed;
    }

    private static Mat inSrgb(Mat bgr, ColourTransform transform) {
        Mat colours = new Mat();
        cvtColor(bgr, colours, COLOR_BGR2RGB);
        byte[] rgb = new byte[Math.multiplyExact(bgr.cols() * 3, bgr.rows())];
        colours.data().get(rgb);
        colours.data().put(transform.apply(rgb));
        cvtColor(colours, colours, COLOR_RGB2BGR);
        return colours;
    }

    /** Blue, green, red at a smaller size: means over area. */
    Pixels shrunk(PixelSize small) {
        byte[] bytes = new byte[Math.toIntExact(small.pixels() * 3)];
        OpenCv.scoped(() -> OpenCv.squash(bgr, small).data().get(bytes));
        return new Pixels(bytes, small, 3);
    }

    /**
     * A photo of its own, cubic, or exact where it is a quarter turn.
     *
     * @param fill where the turned one does not reach; empty: it is transparent there
     */
    public Photo turned(Turn turn, Optional<Colour> fill) {
        Mat colours = OpenCv.kept(() -> turn.photo(bgr, fill.map(this::own)));
        return new Photo(colours, profile, fill.isPresent() ? turnedOpaque(turn) : turnedTransparent(turn));
    }

    private Optional<Mask> turnedOpaque(Turn turn) {
        return transparency.map(mask -> mask.turned(turn, WHITE));
    }

    private Optional<Mask> turnedTransparent(Turn turn) {
        if (turn.isExact() || transparency.isPresent()) return transparency.map(mask -> mask.turned(turn, 0));
        try (Mask whole = Mask.full(size)) {
            return Optional.of(whole.turned(turn, 0));
        }
    }

    /** The photo itself: RGBA where it has transparency, else RGB. */
    public Picture picture() {
        if (transparency.isPresent()) return Cutout.transparent(this, transparency.get());
        byte[] colours = new byte[size.width() * 3];
        RowSource rows = (y, row) -> {
            row(y, colours);
            for (int at = 0; at < row.length; at += 3) {
                row[at] = colours[at + 2];
                row[at + 1] = colours[at + 1];
                row[at + 2] = colours[at];
            }
        };
        return new Picture(size, Picture.Layout.RGB, rows, profile);
    }

    /** Fills {@code row} with row {@code y}, three bytes a pixel: blue, green, red. */
    void row(int y, byte[] row) {
        bgr.ptr(y).get(row, 0, size.width() * 3);
    }

    @Override
    public void close() {
        bgr.close();
        transparency.ifPresent(Mask::close);
    }
}
