package io.kirinuki.image.heif;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The primary picture of a HEIF file, HEIC or AVIF, by what its boxes say; no coded byte is looked at. Thumbnails, depth,
 * gain maps and what moves are passed over, so is an orientation in EXIF, which the standard leaves to the boxes.
 *
 * <p>Reading takes time and memory at most linear in the file's length.
 */
public final class HeifPicture {
    private static final List<String> ALPHA =
            List.of("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1");

    private static final List<String> NOTES = List.of("Exif", "mime");
    private static final int MOST_NOTES = 16;

    private final byte[] file;
    private final HeifItems items;
    private final HeifItem item;
    private final Tiling colours;
    private final Optional<Tiling> alpha;
    private final boolean multiplied;
    private final Placement placement;

    private HeifPicture(byte[] file) throws FailedException {
        this.file = file;
        this.items = HeifItems.of(file);
        this.item = items.primary();
        this.colours = Tiling.of(item, items, file);
        this.placement = Placement.of(item, colours.size(), file);
        if (icc().isEmpty() && cicp().isPresent()) CicpProfile.check(cicp().get());
        Optional<HeifItem> mask = alpha(items);
        this.alpha = mask.isPresent() ? Optional.of(Tiling.of(mask.get(), items, file)) : Optional.empty();
        this.multiplied =
                mask.isPresent() && item.references("prem").contains(mask.get().id());
        if (alpha.isPresent() && !alpha.get().size().equals(colours.size())) {
            throw BoxBytes.unsupported("a HEIF picture of %s with transparency of %s"
                    .formatted(colours.size(), alpha.get().size()));
        }
    }

    /** Of a file that begins with an ftyp box. */
    public static HeifPicture of(byte[] file) throws FailedException {
        return new HeifPicture(file);
    }

    private Optional<HeifItem> alpha(HeifItems items) throws FailedException {
        for (HeifItem each : items.referring("auxl", item.id())) {
            Optional<Span> kind = each.property("auxC");
            if (kind.isEmpty()) continue;
            BoxBytes box = BoxBytes.of(file, kind.get(), "auxC");
            box.skip(4);
            if (ALPHA.contains(box.text())) return Optional.of(each);
        }
        return Optional.empty();
    }

    public HeifCodec codec() {
        return colours.codec();
    }

    /** What is shown of it, before it is turned. */
    public PixelSize stored() {
        return placement.size();
    }

    /** As EXIF counts them, 1 to 8. */
    public int orientation() {
        return placement.orientation();
    }

    Placement placement() {
        return placement;
    }

    Tiling colours() {
        return colours;
    }

    Optional<Tiling> alpha() {
        return alpha;
    }

    public boolean isTransparent() {
        return alpha.isPresent();
    }

    /** Whether it is coded in more than one piece. */
    public boolean inTiles() {
        return colours.pieces().size() > 1;
    }

    /** Of the largest piece that is decoded at a time. */
    public long piecePixels() {
        long ofColours = colours.pieces().getFirst().size().pixels();
        return alpha.map(mask ->
                        Math.max(ofColours, mask.pieces().getFirst().size().pixels()))
                .orElse(ofColours);
    }

    /** Whether colours are stored as multiplied by alpha. */
    boolean multiplied() {
        return multiplied;
    }

    /** What the whole says, or in a grid its first tile. */
    Optional<Cicp> cicp() throws FailedException {
        Optional<Cicp> own = CodedImage.colours(item, file);
        return own.isPresent() ? own : colours.pieces().getFirst().colours();
    }

    /**
     * An ICC profile for its colours, not checked: the one that is there, or else one made of numbers that stand for other
     * colours than sRGB's.
     *
     * @param most the most bytes it may have
     */
    public Optional<byte[]> profile(int most) throws FailedException {
        Optional<Span> icc = icc();
        if (icc.isPresent()) {
            return icc.filter(each -> each.length() <= most)
                    .map(each -> Arrays.copyOfRange(file, each.from(), each.to()));
        }
        Optional<Cicp> numbers = cicp();
        return numbers.isPresent() ? CicpProfile.of(numbers.get()) : Optional.empty();
    }

    private Optional<Span> icc() throws FailedException {
        for (HeifItem.Property each : item.properties()) {
            if (!each.type().equals("colr")) continue;
            BoxBytes box = BoxBytes.of(file, each.content(), "colr");
            String kind = box.word();
            if (kind.equals("prof") || kind.equals("rICC")) return Optional.of(box.rest());
        }
        return Optional.empty();
    }

    /**
     * EXIF and XMP that describe the picture, as they lie in the file; but for those in several pieces. A few: items may share
     * their bytes, and the file's length bounds them not.
     */
    public List<Span> notes() {
        return items.referring("cdsc", item.id()).stream()
                .filter(each -> NOTES.contains(each.type()) && each.data().size() == 1)
                .limit(MOST_NOTES)
                .map(each -> each.data().getFirst())
                .toList();
    }

    byte[] file() {
        return file;
    }
}
