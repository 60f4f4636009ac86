package io.kirinuki.image.probe.tiff;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * The strips or tiles that a TIFF's picture is cut into (TIFF 6.0, sections 3 and 15). Native code takes memory by their
 * declared size and unpacks each as a whole, however little of it the picture shows: a picture of 32x32 may claim a tile
 * of 16000x16000.
 */
public final class TiffPieces {
    /** Pixels of a tile that may be larger than its picture. */
    static final long TILE = 2048 * 2048;

    /** How many times the picture all tiles together may hold, beside one such tile. */
    static final int TIMES = 4;

    /** How many times the file its pieces together may claim: some writers store equal tiles once. */
    static final int SHARED = 16;

    static final int ROWS_PER_STRIP = 0x116;
    private static final int SAMPLES = 0x115;
    private static final int PLANES = 0x11c;
    private static final int STRIP_OFFSETS = 0x111;
    private static final int STRIP_BYTES = 0x117;
    private static final int TILE_WIDTH = 0x142;
    private static final int TILE_LENGTH = 0x143;
    private static final int TILE_OFFSETS = 0x144;
    private static final int TILE_BYTES = 0x145;
    private static final int SEPARATE = 2;

    private static final int BITS = 0x102;
    private static final int COMPRESSION = 0x103;
    private static final int PHOTOMETRIC = 0x106;
    private static final int SUBSAMPLED = 6;
    private static final int FILL_ORDER = 0x10a;
    private static final int USUAL_ORDER = 1;

    private TiffPieces() {}

    /** Fails where one that can be counted holds less than its share of the picture. */
    public static void checkData(TiffDirectory directory) throws FailedException {
        int compression = directory.small(COMPRESSION, 1);
        boolean reversed = directory.small(FILL_ORDER, USUAL_ORDER) != USUAL_ORDER;
        boolean subsampled = directory.small(PHOTOMETRIC, 0) == SUBSAMPLED;
        if (!TiffData.isCounted(compression) || reversed || subsampled) return;
        PixelSize size = directory.size();
        boolean tiled = directory.has(TILE_WIDTH);
        long width = tiled ? directory.small(TILE_WIDTH, 0) : size.width();
        long height = tiled ? directory.small(TILE_LENGTH, 0) : rowsPerStrip(directory, size);
        int samples = directory.small(SAMPLES, 1);
        boolean separate = directory.small(PLANES, 1) == SEPARATE;
        long row = (width * (separate ? 1 : samples) * directory.small(BITS, 1) + 7) / 8;
        long across = (size.width() + width - 1) / width;
        long down = (size.height() + height - 1) / height;
        long pieces = across * down * (separate ? samples : 1);
        for (long i = 0; i < pieces; i++) {
            long rows = tiled ? height : Math.min(height, size.height() - i % down * height);
            HeaderBytes packed =
                    directory.part(tiled ? TILE_OFFSETS : STRIP_OFFSETS, tiled ? TILE_BYTES : STRIP_BYTES, i);
            String what = "%s %d of %d".formatted(tiled ? "tile" : "strip", i + 1, pieces);
            TiffData.check(packed, compression, row * rows, what);
        }
    }

    static void check(TiffDirectory directory, PixelSize size) throws FailedException {
        boolean tiled = directory.has(TILE_WIDTH) || directory.has(TILE_LENGTH);
        long width = tiled ? directory.small(TILE_WIDTH, 0) : size.width();
        long height = tiled ? directory.small(TILE_LENGTH, 0) : rowsPerStrip(directory, size);
        if (width == 0 || height == 0) {
            throw HeaderBytes.undecodable(
                    "the TIFF's %s are %dx%d pixels".formatted(tiled ? "tiles" : "strips", width, height));
        }
        long across = (size.width() + width - 1) / width;
        long down = (size.height() + height - 1) / height;
        if (tiled) checkTiles(size, width, height, across * down);
        long planes = directory.small(PLANES, 1) == SEPARATE ? directory.small(SAMPLES, 1) : 1;
        checkPlaces(directory, HeaderBytes.product(across * down, planes));
    }

    /** As many as there are, where it says more, or nothing. */
    static long rowsPerStrip(TiffDirectory directory, PixelSize size) throws FailedException {
        return Math.min(directory.small(ROWS_PER_STRIP, size.height()), size.height());
    }

    private static void checkTiles(PixelSize size, long width, long height, long count) throws FailedException {
        long tile = HeaderBytes.product(width, height);
        long picture = HeaderBytes.product(roundedUp(size.width()), roundedUp(size.height()));
        if (tile > Math.max(TILE, picture)) {
            throw HeaderBytes.undecodable(
                    "the TIFF's tiles are %dx%d pixels, its picture is %s; such tiles may hold at most %d pixels"
                            .formatted(width, height, size, TILE));
        }
        long all = HeaderBytes.product(tile, count);
        if (all - TILE > TIMES * size.pixels()) {
            throw HeaderBytes.undecodable(
                    "the TIFF's %d tiles of %dx%d hold %d pixels, its picture %d; at most %d times as many and one tile of %d are read"
                            .formatted(count, width, height, all, size.pixels(), TIMES, TILE));
        }
    }

    /** Sides of tiles are multiples of 16. */
    private static long roundedUp(int side) {
        return (side + 15L) / 16 * 16;
    }

    private static void checkPlaces(TiffDirectory directory, long pieces) throws FailedException {
        long places = Math.max(directory.count(STRIP_OFFSETS), directory.count(TILE_OFFSETS));
        if (places < pieces) {
            throw HeaderBytes.undecodable(
                    "the TIFF's picture is in %d pieces, and %d places are told".formatted(pieces, places));
        }
        long bytes =
                directory.sum(STRIP_BYTES, "list of strip lengths") + directory.sum(TILE_BYTES, "list of tile lengths");
        if (bytes / SHARED > directory.length()) {
            throw HeaderBytes.undecodable(
                    "the TIFF's pieces say they hold %d bytes together, the file holds %d; at most %d times as many are read"
                            .formatted(bytes, directory.length(), SHARED));
        }
    }
}
