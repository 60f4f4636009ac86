package io.kirinuki.image.heif;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;

/**
 * One coded picture: a whole one, or a tile.
 *
 * @param size as its boxes say
 * @param configuration what the decoder is set up by
 * @param data its bytes, which belong together
 * @param colours what it says of its own
 */
record CodedImage(HeifCodec codec, PixelSize size, Span configuration, List<Span> data, Optional<Cicp> colours) {
    static CodedImage of(HeifItem item, byte[] file) throws FailedException {
        HeifCodec codec = HeifCodec.of(item);
        item.checkEssentials();
        if (item.length() == 0) throw BoxBytes.undecodable("the HEIF's item %d holds no bytes".formatted(item.id()));
        return new CodedImage(
                codec,
                size(item, file),
                item.property(codec.configuration())
                        .orElseThrow(() -> BoxBytes.undecodable(
                                "the HEIF's item %d has no %s box".formatted(item.id(), codec.configuration()))),
                List.copyOf(item.data()),
                colours(item, file));
    }

    private static PixelSize size(HeifItem item, byte[] file) throws FailedException {
        Span ispe = item.property("ispe")
                .orElseThrow(() -> BoxBytes.undecodable(
                        "the HEIF's item %d has no ispe box, which tells its size".formatted(item.id())));
        BoxBytes box = BoxBytes.of(file, ispe, "ispe");
        box.skip(4);
        return size(box.u32(), box.u32());
    }

    static PixelSize size(long width, long height) throws FailedException {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw BoxBytes.undecodable("the HEIF says it is %dx%d pixels".formatted(width, height));
        }
        return new PixelSize((int) width, (int) height);
    }

    /** As its first nclx box says. */
    static Optional<Cicp> colours(HeifItem item, byte[] file) throws FailedException {
        for (HeifItem.Property each : item.properties()) {
            if (!each.type().equals("colr")) continue;
            BoxBytes box = BoxBytes.of(file, each.content(), "colr");
            if (box.word().equals("nclx")) return Optional.of(Cicp.read(box));
        }
        return Optional.empty();
    }
}
