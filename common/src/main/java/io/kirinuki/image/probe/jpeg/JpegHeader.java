package io.kirinuki.image.probe.jpeg;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.DecodeNeed;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads what a JPEG says before its picture data: the frame header has the size, an APP1 segment that begins with
 * {@code Exif} the orientation, APP2 segments that begin with {@code ICC_PROFILE} the pieces of a profile (ICC.1:2022,
 * annex B.4), and Adobe's APP14 how four components are meant.
 */
public final class JpegHeader {
    private static final String EXIF = TiffDirectory.EXIF;
    private static final String ICC = "ICC_PROFILE\0";
    private static final String ADOBE = "Adobe";

    /** Numbers of frame headers. */
    private static final Set<Integer> SEQUENTIAL = Set.of(0, 1, 9);

    private static final int FIRST_ARITHMETIC = 9;
    private static final Set<Integer> PROGRESSIVE = Set.of(2, 10);
    private static final Set<Integer> LOSSLESS = Set.of(3, 11);

    private JpegHeader() {}

    public static ImageHeader read(HeaderBytes jpeg) throws FailedException {
        PixelSize size = null;
        int components = 0;
        boolean sequential = true;
        int orientation = 0;
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            HeaderBytes content = segments.content();
            if (segments.marker() == JpegSegments.LOSSLESS_FRAME) throw unsupported("JPEG-LS");
            if (segments.isFrameHeader() && size == null) {
                refuseUnread(segments.frameKind(), content.u8(0, "sample precision"));
                int height = content.u16(1, "height");
                if (height == 0) throw unsupported("a JPEG that tells its height behind its picture only (DNL)");
                size = jpeg.size(content.u16(3, "width"), height);
                components = content.u8(5, "number of components");
                sequential = SEQUENTIAL.contains(segments.frameKind());
            } else if (segments.marker() == JpegSegments.APP1 && orientation == 0 && content.has(0, EXIF)) {
                orientation = TiffDirectory.orientation(content.part(EXIF.length(), content.length()));
            }
        }
        if (size == null) throw HeaderBytes.undecodable("the JPEG has no frame header before its picture data");
        // With all components in the first scan of a sequential picture nothing reads a second one.
        boolean single = sequential && jpeg.u8(segments.at() + 4, "first scan") == components;
        if (!single) JpegScans.check(jpeg, segments.at(), size);
        return new ImageHeader(ImageFormat.JPEG, size, Math.max(orientation, 1));
    }

    private static void refuseUnread(int kind, int bits) throws FailedException {
        if (LOSSLESS.contains(kind)) throw unsupported("a lossless JPEG");
        if (!SEQUENTIAL.contains(kind) && !PROGRESSIVE.contains(kind)) throw unsupported("a hierarchical JPEG");
        if (bits != 8) throw unsupported("a JPEG of %d-bit samples; 8 are read".formatted(bits));
    }

    private static FailedException unsupported(String what) {
        return new FailedException(new Failure.Unsupported(what));
    }

    /**
     * A picture in several scans is kept as coefficients of two bytes until the last. Inks are read on the heap; grey ones and
     * colours beside what they become.
     */
    public static DecodeNeed need(HeaderBytes jpeg) throws FailedException {
        JpegSegments segments = new JpegSegments(jpeg);
        int components = 3;
        int kind = 0;
        double samples = 3;
        while (segments.advance()) {
            if (!segments.isFrameHeader()) continue;
            HeaderBytes content = segments.content();
            components = content.u8(5, "number of components");
            kind = segments.frameKind();
            samples = samples(content, components);
        }
        boolean single = SEQUENTIAL.contains(kind) && jpeg.u8(segments.at() + 4, "first scan") == components;
        DecodeNeed whole = components == 4 ? new DecodeNeed(0, 3, 0) : DecodeNeed.of(components == 1 ? 1 : 3, 1);
        return single ? whole : whole.with(2 * samples, 0);
    }

    /** How many there are for a pixel, by the factors that its components are sampled with. */
    private static double samples(HeaderBytes frame, int components) throws FailedException {
        int across = 1;
        int down = 1;
        int sum = 0;
        for (int i = 0; i < components; i++) {
            int factors = frame.u8(7 + 3L * i, "sampling");
            across = Math.max(across, factors >> 4);
            down = Math.max(down, factors & 15);
            sum += (factors >> 4) * (factors & 15);
        }
        return (double) sum / (across * down);
    }

    /** How many components a pixel has: 1 grey, 3 colour, 4 inks. */
    public static int components(HeaderBytes jpeg) throws FailedException {
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            if (segments.isFrameHeader()) return segments.content().u8(5, "number of components");
        }
        throw HeaderBytes.undecodable("the JPEG has no frame header before its picture data");
    }

    /** Whether its codes are arithmetic ones. */
    public static boolean isArithmetic(HeaderBytes jpeg) throws FailedException {
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            if (segments.isFrameHeader()) return segments.frameKind() >= FIRST_ARITHMETIC;
        }
        return false;
    }

    /** What Adobe's segment says: 0 components as they are, 1 YCbCr, 2 YCCK; empty where there is none. */
    public static Optional<Integer> adobeTransform(HeaderBytes jpeg) throws FailedException {
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            HeaderBytes content = segments.content();
            if (segments.marker() == JpegSegments.APP14 && content.has(0, ADOBE)) {
                return Optional.of(content.u8(11, "Adobe transform"));
            }
        }
        return Optional.empty();
    }

    /** Put together from its pieces, which may come in any order; empty where one is missing or all are too large. */
    public static Optional<IccProfile> profile(HeaderBytes jpeg) throws FailedException {
        Map<Integer, HeaderBytes> pieces = new TreeMap<>();
        int count = 0;
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            HeaderBytes content = segments.content();
            if (segments.marker() != JpegSegments.APP2 || !content.has(0, ICC)) continue;
            int number = content.u8(ICC.length(), "profile");
            count = content.u8(ICC.length() + 1, "profile");
            pieces.putIfAbsent(number, content.part(ICC.length() + 2, content.length()));
        }
        if (count == 0 || pieces.size() != count || !pieces.containsKey(1) || !pieces.containsKey(count)) {
            return Optional.empty();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (HeaderBytes piece : pieces.values()) {
            if (whole.size() + piece.length() > IccProfile.MOST_BYTES) return Optional.empty();
            whole.writeBytes(piece.copied());
        }
        return IccProfile.read(whole.toByteArray());
    }

    /**
     * What the first remark of that application says behind the word that it begins with; empty where there is none.
     *
     * @param number of its marker, APP0 to APP15
     */
    public static Optional<HeaderBytes> remark(HeaderBytes jpeg, int number, String word) throws FailedException {
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            HeaderBytes content = segments.content();
            if (segments.marker() == JpegSegments.APP0 + number && content.has(0, word)) {
                return Optional.of(content.part(word.length(), content.length()));
            }
        }
        return Optional.empty();
    }

    /** Whether the end is marked, by bytes that picture data cannot hold. */
    public static boolean isWhole(HeaderBytes jpeg) throws FailedException {
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {}
        int before = 0;
        for (long at = segments.at(); at < jpeg.length(); at++) {
            int now = jpeg.u8(at, "end");
            if (before == 0xff && now == JpegSegments.EOI) return true;
            before = now;
        }
        return false;
    }

    /** All but remarks, save those that tell how colours are meant. */
    public static Excerpt excerpt(byte[] file, HeaderBytes jpeg) throws FailedException {
        Excerpt excerpt = Excerpt.of(file).keep(0, 2);
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            if (segments.isRemark() && !segments.isOfColour()) continue;
            excerpt.keep(segments.at(), segments.end());
        }
        return excerpt.keep(segments.at(), file.length);
    }

    /** The same picture without any remark, as plain components without a word on what they mean. */
    public static byte[] stripped(HeaderBytes jpeg) throws FailedException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        plain.writeBytes(jpeg.part(0, 2).copied());
        JpegSegments segments = new JpegSegments(jpeg);
        while (segments.advance()) {
            if (segments.isRemark()) continue;
            plain.writeBytes(
                    jpeg.part(segments.at(), segments.end() - segments.at()).copied());
        }
        plain.writeBytes(jpeg.part(segments.at(), jpeg.length()).copied());
        return plain.toByteArray();
    }
}
