package io.kirinuki.image.probe.tiff;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How the picture of a TIFF keeps its pixels (TIFF 6.0), and what OpenCV is told about it.
 *
 * <p>OpenCV reads TIFF through libtiff's way to "any picture as RGBA". That is right for grey, palettes, tiles, planes and
 * 16 bits, which it rounds; but it multiplies colours by their alpha, knows inks by the plain formula only, and turns
 * pictures of some kinds by itself. So those words are changed in OpenCV's copy of the file: inks and colours with alpha
 * become four channels of no said meaning, which come as they are stored, and nothing is to be turned. Of other tags it is
 * told those that pixels are read by, and no further directory.
 *
 * @param told what OpenCV sees: the tags, each with the number it has instead of the stored one, if any
 */
public record TiffPixels(Meaning meaning, Map<Integer, OptionalLong> told) {
    private static final int BITS = 0x102;
    private static final int COMPRESSION = 0x103;
    private static final int PHOTOMETRIC = 0x106;
    private static final int SAMPLES = 0x115;
    private static final int PLANES = 0x11c;
    private static final int EXTRA_SAMPLES = 0x152;
    private static final int SAMPLE_FORMAT = 0x153;

    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int INKS = 5;
    private static final int FILTERED = 32803;
    private static final int LINEAR_RAW = 34892;
    private static final int SEPARATE = 2;
    private static final int WHOLE_NUMBERS = 1;
    private static final int UNSAID = 0;

    /**
     * What pixels are read by (TIFF 6.0, appendix A): fill order, places and sizes of strips and tiles, options of fax,
     * predictor, colour map, tables of JPEG, subsampling and range of YCbCr.
     */
    private static final int[] TOLD = {
        TiffDirectory.IMAGE_WIDTH,
        TiffDirectory.IMAGE_LENGTH,
        BITS,
        COMPRESSION,
        PHOTOMETRIC,
        0x10a,
        0x111,
        SAMPLES,
        0x117,
        PLANES,
        0x124,
        0x125,
        0x13d,
        0x140,
        0x142,
        0x143,
        0x144,
        0x145,
        EXTRA_SAMPLES,
        SAMPLE_FORMAT,
        0x15b,
        0x211,
        0x212,
        0x213,
        0x214
    };

    /** What the channels are. */
    public enum Meaning {
        /** Grey or colour, as OpenCV makes of it. */
        COLOUR,
        STRAIGHT_ALPHA,
        /** Colours are stored as multiplied by alpha. */
        MULTIPLIED_ALPHA,
        CMYK
    }

    public static TiffPixels of(byte[] file) throws FailedException {
        TiffDirectory directory = TiffDirectory.ofPicture(HeaderBytes.of(file, BIG_ENDIAN, "TIFF"));
        int bits = directory.small(BITS, 1);
        refuseUnless(bits == 1 || bits == 4 || bits == 8 || bits == 16, "%d-bit samples", bits);
        boolean palette = directory.small(PHOTOMETRIC, UNSAID) == PALETTE;
        refuseUnless(bits != 4 || palette, "%d-bit samples that no palette explains", bits);
        int format = directory.small(SAMPLE_FORMAT, WHOLE_NUMBERS);
        refuseUnless(format == WHOLE_NUMBERS, "samples of format %d; unsigned whole numbers are read", format);

        Meaning meaning = meaning(directory);
        if (meaning != Meaning.COLOUR) {
            refuseUnless(bits >= 8, "%d-bit samples of inks or with alpha", bits);
            boolean planes = directory.small(PLANES, 1) == SEPARATE;
            refuseUnless(!planes || bits == 8, "%d-bit samples of inks or with alpha in separate planes", bits);
        }
        Map<Integer, OptionalLong> told = new TreeMap<>();
        for (int tag : TOLD) told.put(tag, OptionalLong.empty());
        // Memory is taken for as many rows as it says, be they more than there are.
        told.put(TiffPieces.ROWS_PER_STRIP, OptionalLong.of(TiffPieces.rowsPerStrip(directory, directory.size())));
        told.put(TiffDirectory.ORIENTATION, OptionalLong.of(1));
        if (meaning != Meaning.COLOUR) {
            told.put(PHOTOMETRIC, OptionalLong.of(RGB));
            told.put(EXTRA_SAMPLES, OptionalLong.of(UNSAID));
        }
        return new TiffPixels(meaning, told);
    }

    private static Meaning meaning(TiffDirectory directory) throws FailedException {
        int samples = directory.small(SAMPLES, 1);
        return switch (directory.small(PHOTOMETRIC, UNSAID)) {
            case INKS -> {
                refuseUnless(samples == 4, "%d inks; 4 are read", samples);
                yield Meaning.CMYK;
            }
            case RGB -> {
                refuseUnless(samples <= 4, "%d channels; 4 are read", samples);
                yield switch (samples == 4 ? directory.small(EXTRA_SAMPLES, UNSAID) : UNSAID) {
                    case 1 -> Meaning.MULTIPLIED_ALPHA;
                    case 2 -> Meaning.STRAIGHT_ALPHA;
                    default -> Meaning.COLOUR;
                };
            }
            default -> Meaning.COLOUR;
        };
    }

    /** What a sensor saw, and nobody has made a picture of. */
    static void refuseRaw(TiffDirectory directory) throws FailedException {
        int meaning = directory.small(PHOTOMETRIC, UNSAID);
        if (meaning == FILTERED || meaning == LINEAR_RAW) throw raw();
    }

    static FailedException raw() {
        return new FailedException(new Failure.Unsupported("a raw photo; develop it to a JPEG or TIFF"));
    }

    private static void refuseUnless(boolean right, String what, int number) throws FailedException {
        if (!right) throw new FailedException(new Failure.Unsupported("a TIFF of " + what.formatted(number)));
    }

    /** Why OpenCV may have given up, beside damage. */
    public static String compression(byte[] file) {
        try {
            int compression = TiffDirectory.ofPicture(HeaderBytes.of(file, BIG_ENDIAN, "TIFF"))
                    .small(COMPRESSION, 1);
            return switch (compression) {
                case 6 -> "compression 6, JPEG of the old style";
                case 34712 -> "compression 34712, JPEG 2000";
                case 34925 -> "compression 34925, LZMA";
                case 50000 -> "compression 50000, Zstandard";
                case 50001 -> "compression 50001, WebP";
                default -> "compression " + compression;
            };
        } catch (FailedException broken) {
            return "compression unknown";
        }
    }

    public Excerpt excerpt(byte[] file) throws FailedException {
        return TiffDirectory.ofPicture(HeaderBytes.of(file, BIG_ENDIAN, "TIFF")).excerpt(file, told);
    }
}
