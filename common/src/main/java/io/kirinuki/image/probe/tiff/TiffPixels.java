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
 * @param grey whether colours are but grey
 * @param told what a codec sees: the tags, each with the number it has instead of the stored one, if any
 * @param byJava whether Java's own reader is asked, for what OpenCV does not take: samples of 2 and 4 bits, planes of 16,
 *     and tiles whose bytes are no multiple of 1,024
 */
public record TiffPixels(Meaning meaning, boolean grey, Map<Integer, OptionalLong> told, boolean byJava) {
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
    private static final int SUBSAMPLED = 6;
    private static final int CIE_LAB = 8;
    private static final int ICC_LAB = 9;
    private static final int FAX_LAB = 10;
    private static final int FILTERED = 32803;
    private static final int LINEAR_RAW = 34892;
    private static final int SEPARATE = 2;
    private static final int WHOLE_NUMBERS = 1;
    private static final int UNSAID = 0;

    private static final int COEFFICIENTS = 0x211;
    private static final int STRIP_OFFSETS = 0x111;
    private static final int STRIP_BYTES = 0x117;
    private static final int TILE_WIDTH = 0x142;
    private static final int TILE_LENGTH = 0x143;
    /** libtiff rounds up to it what it takes for an unpacked tile, and then finds that it is not the tile's. */
    private static final int TILE_BYTES = 1024;

    private static final int JPEG = 7;

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
        STRIP_OFFSETS,
        SAMPLES,
        STRIP_BYTES,
        PLANES,
        0x124,
        0x125,
        0x13d,
        0x140,
        TILE_WIDTH,
        TILE_LENGTH,
        0x144,
        0x145,
        EXTRA_SAMPLES,
        SAMPLE_FORMAT,
        0x15b,
        COEFFICIENTS,
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
        CMYK,
        /** CIE L*a*b*, where a and b are signed. */
        SIGNED_LAB,
        /** CIE L*a*b*, where 128 is added to a and b. */
        LAB
    }

    public static TiffPixels of(byte[] file) throws FailedException {
        TiffDirectory directory = TiffDirectory.ofPicture(HeaderBytes.of(file, BIG_ENDIAN, "TIFF"));
        TiffCompression.refuseUnread(directory.small(COMPRESSION, TiffCompression.NONE));
        int bits = directory.small(BITS, 1);
        refuseUnless(bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16, "%d-bit samples", bits);
        int format = directory.small(SAMPLE_FORMAT, WHOLE_NUMBERS);
        refuseUnless(format == WHOLE_NUMBERS, "samples of format %d; unsigned whole numbers are read", format);
        int photometric = directory.small(PHOTOMETRIC, UNSAID);
        boolean single = directory.small(SAMPLES, 1) == 1 && (photometric <= 1 || photometric == PALETTE);
        boolean halves = bits == 2 || bits == 4;
        refuseUnless(!halves || single, "%d-bit samples of more than one channel", bits);
        refuseUnless(photometric != PALETTE || bits <= 8, "%d-bit samples that a palette explains", bits);

        Meaning meaning = meaning(directory);
        boolean planes = directory.small(PLANES, 1) == SEPARATE;
        if (meaning != Meaning.COLOUR) refuseUnless(bits >= 8, "%d-bit samples of inks or with alpha", bits);
        boolean deepPlanes = meaning != Meaning.COLOUR && planes && bits > 8;
        Map<Integer, OptionalLong> told = new TreeMap<>();
        for (int tag : TOLD) told.put(tag, OptionalLong.empty());
        // Memory is taken for as many rows as it says, be they more than there are.
        told.put(TiffPieces.ROWS_PER_STRIP, OptionalLong.of(TiffPieces.rowsPerStrip(directory, directory.size())));
        told.put(TiffDirectory.ORIENTATION, OptionalLong.of(1));
        if (directory.count(STRIP_BYTES) == 1) told.put(STRIP_BYTES, OptionalLong.of(bytesOfStrip(directory)));
        if (!directory.areRational(COEFFICIENTS)) told.remove(COEFFICIENTS);
        if (meaning != Meaning.COLOUR) {
            told.put(PHOTOMETRIC, OptionalLong.of(RGB));
            told.put(EXTRA_SAMPLES, OptionalLong.of(UNSAID));
        }
        boolean grey = photometric <= 1;
        return new TiffPixels(meaning, grey, told, halves || deepPlanes || hasOddTiles(directory));
    }

    /** Of the only one: what it says, or as much as the file has. */
    private static long bytesOfStrip(TiffDirectory directory) throws FailedException {
        return directory.part(STRIP_OFFSETS, STRIP_BYTES, 0).length();
    }

    private static boolean hasOddTiles(TiffDirectory directory) throws FailedException {
        boolean subsampled = directory.small(PHOTOMETRIC, UNSAID) == SUBSAMPLED;
        boolean jpeg = directory.small(COMPRESSION, TiffCompression.NONE) == JPEG;
        if (!directory.has(TILE_WIDTH) || jpeg || subsampled) return false;
        long samples = directory.small(PLANES, 1) == SEPARATE ? 1 : directory.small(SAMPLES, 1);
        long pixels = HeaderBytes.product(directory.small(TILE_WIDTH, 0), directory.small(TILE_LENGTH, 0));
        return HeaderBytes.product(pixels, samples * directory.small(BITS, 1)) % (TILE_BYTES * 8L) != 0;
    }

    private static Meaning meaning(TiffDirectory directory) throws FailedException {
        int samples = directory.small(SAMPLES, 1);
        return switch (directory.small(PHOTOMETRIC, UNSAID)) {
            case INKS -> {
                refuseUnless(samples == 4, "%d inks; 4 are read", samples);
                yield Meaning.CMYK;
            }
            case CIE_LAB, ICC_LAB, FAX_LAB -> {
                int bits = directory.small(BITS, 1);
                refuseUnless(samples == 3, "Lab colours in %d channels; 3 are read", samples);
                refuseUnless(bits == 8, "Lab colours of %d bits; 8 are read", bits);
                int kind = directory.small(PHOTOMETRIC, UNSAID);
                refuseUnless(kind != FAX_LAB, "Lab colours of fax (photometric %d); save it as RGB", kind);
                yield kind == CIE_LAB ? Meaning.SIGNED_LAB : Meaning.LAB;
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

    public Excerpt excerpt(byte[] file) throws FailedException {
        return TiffDirectory.ofPicture(HeaderBytes.of(file, BIG_ENDIAN, "TIFF")).excerpt(file, told);
    }
}
