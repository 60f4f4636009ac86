package io.kirinuki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.kirinuki.image.resample.Resampler;
import java.util.Optional;
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
    private final Remarks remarks;

    /** Takes both pictures over. */
    public Photo(Mat bgr, Optional<IccProfile> profile, Optional<Mask> transparency, Remarks remarks) {
        this.bgr = bgr;
        this.size = OpenCv.sizeOf(bgr);
        this.profile = profile;
        this.transparency = transparency;
        this.remarks = remarks;
    }

    public PixelSize size() {
        return size;
    }

    /** What its colours mean, an RGB profile that works; sRGB where there is none. */
    public Optional<IccProfile> profile() {
        return profile;
    }

    /** What its file says of it that results say again; as upright as the photo is. */
    public Remarks remarks() {
        return remarks;
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
                    Resampler.resized(
                            transparency.isPresent() ? onWhite(transparency.get()) : bgr,
                            sampling.scaled().width(),
                            sampling.scaled().height(),
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
                for (int i = 3 * x; i < 3 * x + 3; i++) colours[i] = Colour.mixed(a, colours[i], WHITE);
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

    /**
     * A photo of its own, cubic, or exact where it is a quarter turn.
     *
     * @param fill where the turned one does not reach; empty: it is transparent there
     */
    public Photo turned(Turn turn, Optional<Colour> fill) {
        Mat colours = OpenCv.kept(() -> turn.photo(bgr, fill.map(this::own)));
        Optional<Mask> shown = fill.isPresent() ? turnedOpaque(turn) : turnedTransparent(turn);
        boolean sideways = turn.isExact() && turn.degrees() % 180 != 0;
        return new Photo(colours, profile, shown, sideways ? remarks.sideways() : remarks);
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

    /** Fills {@code row} with row {@code y}, three bytes a pixel: blue, green, red. */
    public void row(int y, byte[] row) {
        bgr.ptr(y).get(row, 0, size.width() * 3);
    }

    @Override
    public void close() {
        bgr.close();
        transparency.ifPresent(Mask::close);
    }
}
