package io.kirinuki.image.heif;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a HEIF file holds, as its meta box tells (ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12). Numbers of items,
 * properties and references are limited; places and lengths are held against the file, so that what is here can be read.
 */
final class HeifItems {
    private static final int MOST_ITEMS = 4_096;
    private static final int MOST_REFERENCES = 65_536;
    private static final int MOST_PROPERTIES = 4_096;
    private static final int MOST_EXTENTS = 65_536;

    /** All items together, that many times the file: tiles may share their bytes. */
    private static final int MOST_DATA = 16;

    private final byte[] file;
    private final Map<Long, HeifItem> items = new LinkedHashMap<>();
    private final Map<String, BoxBytes> boxes = new LinkedHashMap<>();
    private final long primary;

    private HeifItems(byte[] file, BoxBytes meta) throws FailedException {
        this.file = file;
        meta.skip(4); // version and flags, which say nothing
        while (meta.left() > 0) {
            BoxBytes box = meta.box();
            boxes.putIfAbsent(box.name(), box);
        }
        BoxBytes primaryItem = required("pitm");
        this.primary = idOf(primaryItem, version(primaryItem) == 0);
        readKinds(required("iinf"));
        readPlaces(required("iloc"));
        readProperties(required("iprp"));
        if (boxes.containsKey("iref")) readReferences(boxes.get("iref"));
    }

    static HeifItems of(byte[] file) throws FailedException {
        BoxBytes all = BoxBytes.of(file);
        while (all.left() > 0) {
            BoxBytes box = all.box();
            if (box.name().equals("meta")) return new HeifItems(file, box);
            if (box.name().equals("moov")) throw BoxBytes.unsupported("a HEIF sequence without a still picture");
        }
        throw BoxBytes.undecodable("the HEIF has no meta box, which tells what it holds");
    }

    HeifItem primary() throws FailedException {
        return item(primary);
    }

    HeifItem item(long id) throws FailedException {
        HeifItem item = items.get(id);
        if (item == null) throw BoxBytes.undecodable("the HEIF names an item %d, which it does not hold".formatted(id));
        return item;
    }

    /** Those that refer so to another, as transparency does to what it belongs to. */
    List<HeifItem> referring(String kind, long to) {
        return items.values().stream()
                .filter(each -> each.references(kind).contains(to))
                .toList();
    }

    private BoxBytes required(String type) throws FailedException {
        return Optional.ofNullable(boxes.get(type))
                .orElseThrow(() -> BoxBytes.undecodable("the HEIF's meta box has no %s box".formatted(type)));
    }

    /** Of a box with a version, whose flags are passed over. */
    private static int version(BoxBytes box) throws FailedException {
        return (int) (box.u32() >> 24);
    }

    private static long idOf(BoxBytes box, boolean small) throws FailedException {
        return small ? box.u16() : box.u32();
    }

    private void readKinds(BoxBytes box) throws FailedException {
        long count = idOf(box, version(box) == 0);
        atMost("items", count, MOST_ITEMS);
        for (long i = 0; i < count; i++) {
            BoxBytes entry = box.box();
            int version = version(entry);
            if (version < 2) continue; // from before there were pictures
            long id = idOf(entry, version == 2);
            if (entry.u16() != 0) throw BoxBytes.unsupported("a HEIF whose items are encrypted");
            items.putIfAbsent(id, new HeifItem(id, entry.word()));
        }
    }

    private void readPlaces(BoxBytes box) throws FailedException {
        int version = version(box);
        int sizes = box.u16();
        int offsetBytes = width(sizes >> 12);
        int lengthBytes = width(sizes >> 8 & 0xf);
        int baseBytes = width(sizes >> 4 & 0xf);
        int indexBytes = version == 0 ? 0 : width(sizes & 0xf);
        long count = idOf(box, version < 2);
        atMost("places of items", count, MOST_ITEMS);
        int all = 0;
        long total = 0;
        for (long i = 0; i < count; i++) {
            long id = idOf(box, version < 2);
            int method = version == 0 ? 0 : box.u16() & 0xf;
            box.skip(2); // of another file, which there is none of
            long base = box.number(baseBytes);
            int extents = box.u16();
            all += extents;
            atMost("parts of items", all, MOST_EXTENTS);
            HeifItem item = items.get(id);
            for (int k = 0; k < extents; k++) {
                box.skip(indexBytes);
                long offset = box.number(offsetBytes);
                long length = box.number(lengthBytes);
                if (item == null) continue;
                if (method > 1) throw BoxBytes.unsupported("a HEIF whose items are made of one another");
                Span span = placed(id, method == 1 ? required("idat").rest() : whole(), base, offset, length);
                item.data().add(span);
                total += span.length();
            }
        }
        if (total > (long) MOST_DATA * file.length) {
            throw BoxBytes.undecodable("the HEIF's items say they hold %d bytes together, more than %d times the file"
                    .formatted(total, MOST_DATA));
        }
    }

    private static int width(int bytes) throws FailedException {
        if (bytes != 0 && bytes != 4 && bytes != 8) {
            throw BoxBytes.undecodable(
                    "the HEIF's iloc box has numbers of %d bytes, allowed are 0, 4 and 8".formatted(bytes));
        }
        return bytes;
    }

    private Span whole() {
        return new Span(0, file.length);
    }

    /** @param length 0 for all there is */
    private static Span placed(long id, Span within, long base, long offset, long length) throws FailedException {
        long room = within.length();
        if (base > room || offset > room - base || length > room - base - offset) {
            throw BoxBytes.undecodable("the HEIF's item %d says it holds %d bytes at %d and %d, there are %d"
                    .formatted(id, length, base, offset, room));
        }
        int from = within.from() + (int) (base + offset);
        return new Span(from, length == 0 ? within.to() : from + (int) length);
    }

    private void readProperties(BoxBytes box) throws FailedException {
        List<HeifItem.Property> known = new ArrayList<>();
        while (box.left() > 0) {
            BoxBytes part = box.box();
            if (part.name().equals("ipco")) {
                while (part.left() > 0) {
                    BoxBytes property = part.box();
                    known.add(new HeifItem.Property(property.rest(), property.name(), false));
                    atMost("properties", known.size(), MOST_PROPERTIES);
                }
            } else if (part.name().equals("ipma")) {
                associate(part, known);
            }
        }
    }

    private void associate(BoxBytes box, List<HeifItem.Property> known) throws FailedException {
        long head = box.u32();
        boolean smallIds = head >> 24 == 0;
        boolean wide = (head & 1) != 0;
        long count = box.u32();
        atMost("items with properties", count, MOST_ITEMS);
        for (long i = 0; i < count; i++) {
            HeifItem item = items.get(idOf(box, smallIds));
            int properties = box.u8();
            for (int k = 0; k < properties; k++) {
                int word = wide ? box.u16() : box.u8();
                boolean essential = word >> (wide ? 15 : 7) != 0;
                int index = word & (wide ? 0x7fff : 0x7f);
                if (index == 0 || item == null) continue;
                if (index > known.size()) {
                    throw BoxBytes.undecodable(
                            "the HEIF's ipma box names property %d of %d".formatted(index, known.size()));
                }
                HeifItem.Property property = known.get(index - 1);
                item.properties().add(new HeifItem.Property(property.content(), property.type(), essential));
            }
        }
    }

    private void readReferences(BoxBytes box) throws FailedException {
        boolean smallIds = version(box) == 0;
        int all = 0;
        while (box.left() > 0) {
            BoxBytes each = box.box();
            HeifItem from = items.get(idOf(each, smallIds));
            int count = each.u16();
            all += count;
            atMost("references", all, MOST_REFERENCES);
            List<Long> to = new ArrayList<>();
            for (int i = 0; i < count; i++) to.add(idOf(each, smallIds));
            if (from != null) from.references().add(new HeifItem.Reference(each.name(), to));
        }
    }

    private static void atMost(String what, long count, int most) throws FailedException {
        if (count <= most) return;
        throw BoxBytes.undecodable("the HEIF says it has %d %s, at most %d are read".formatted(count, what, most));
    }
}
