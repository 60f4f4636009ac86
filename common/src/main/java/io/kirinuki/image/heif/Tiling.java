package io.kirinuki.image.heif;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture as coded: of one piece, or of tiles in rows, the last of which may reach out of it (ISO/IEC 23008-12, section
 * 6.6.2.3).
 *
 * @param size of the whole, before anything is cut or turned
 * @param pieces row by row, all of one size
 */
record Tiling(PixelSize size, int columns, List<CodedImage> pieces) {
    /** A tile may have as many pixels as the picture, or these. */
    private static final long USUAL_TILE = 2048L * 2048;

    private static final int MOST_LAYOUT = 64;

    static Tiling of(HeifItem item, HeifItems items, byte[] file) throws FailedException {
        if (item.type().equals("grid")) return grid(item, items, file);
        CodedImage whole = CodedImage.of(item, file);
        return new Tiling(whole.size(), 1, List.of(whole));
    }

    private static Tiling grid(HeifItem item, HeifItems items, byte[] file) throws FailedException {
        item.checkEssentials();
        if (item.data().size() != 1 || item.length() > MOST_LAYOUT) {
            throw BoxBytes.undecodable("the HEIF's grid is not laid out in one place");
        }
        BoxBytes layout = BoxBytes.of(file, item.data().getFirst(), "grid");
        layout.skip(1);
        int bytes = (layout.u8() & 1) == 0 ? 2 : 4;
        int rows = layout.u8() + 1;
        int columns = layout.u8() + 1;
        PixelSize size = CodedImage.size(layout.number(bytes), layout.number(bytes));
        List<Long> tiles = item.references("dimg");
        if (tiles.size() != rows * columns) {
            throw BoxBytes.undecodable("the HEIF's grid of %dx%d has %d tiles".formatted(columns, rows, tiles.size()));
        }
        List<CodedImage> pieces = new ArrayList<>();
        for (long id : tiles) pieces.add(tile(items.item(id), file));
        Tiling tiling = new Tiling(size, columns, List.copyOf(pieces));
        tiling.check(rows);
        return tiling;
    }

    private static CodedImage tile(HeifItem item, byte[] file) throws FailedException {
        for (String turned : List.of("clap", "irot", "imir")) {
            if (item.property(turned).isPresent())
                throw BoxBytes.unsupported("a HEIF grid whose tiles are cut or turned");
        }
        return CodedImage.of(item, file);
    }

    /** None is of another size, none wholly outside, and none so large that it takes more than the picture. */
    private void check(int rows) throws FailedException {
        CodedImage first = pieces.getFirst();
        PixelSize tile = first.size();
        for (CodedImage each : pieces) {
            if (!each.size().equals(tile) || each.codec() != first.codec()) {
                throw BoxBytes.undecodable("the HEIF's grid has tiles of %s and %s".formatted(tile, each.size()));
            }
        }
        if (!covers(tile.width(), columns, size.width()) || !covers(tile.height(), rows, size.height())) {
            throw BoxBytes.undecodable("the HEIF's grid of %dx%d tiles of %s does not fit its size of %s"
                    .formatted(columns, rows, tile, size));
        }
        if (tile.pixels() > Math.max(size.pixels(), USUAL_TILE)) {
            throw BoxBytes.undecodable("the HEIF's picture of %s is in tiles of %s".formatted(size, tile));
        }
    }

    private static boolean covers(long tile, int count, int size) {
        return tile * count >= size && tile * (count - 1) < size;
    }

    HeifCodec codec() {
        return pieces.getFirst().codec();
    }
}
