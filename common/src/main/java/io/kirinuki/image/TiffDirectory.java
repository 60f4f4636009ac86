package io.kirinuki.image;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The first directory of a TIFF structure (TIFF 6.0, section 2): of TIFF files it has size and orientation, and as EXIF
 * inside other formats the orientation.
 */
final class TiffDirectory {
    static final int IMAGE_WIDTH = 0x100;
    static final int IMAGE_LENGTH = 0x101;
    static final int ORIENTATION = 0x112;
    private static final int ICC_PROFILE = 0x8773;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;
    private static final int ENTRY = 12;
    private static final int INLINE_BYTES = 4;

    private final HeaderBytes tiff;
    private final long at;
    private final int entries;

    private TiffDirectory(HeaderBytes structure) throws FailedException {
        this.tiff = structure.in(structure.has(0, "II") ? LITTLE_ENDIAN : BIG_ENDIAN);
        this.at = tiff.u32(4, "first directory");
        this.entries = tiff.u16(at, "first directory");
    }

    static TiffDirectory first(HeaderBytes structure) throws FailedException {
        return new TiffDirectory(structure);
    }

    static ImageHeader header(HeaderBytes tiff) throws FailedException {
        TiffDirectory directory = new TiffDirectory(tiff);
        OptionalLong width = directory.value(IMAGE_WIDTH);
        OptionalLong height = directory.value(IMAGE_LENGTH);
        if (width.isEmpty() || height.isEmpty()) {
            throw HeaderBytes.undecodable("the TIFF's first directory has no width or no height");
        }
        PixelSize size = tiff.size(width.getAsLong(), height.getAsLong());
        return new ImageHeader(ImageFormat.TIFF, size, directory.orientation());
    }

    /** The orientation in EXIF data; 1 where it says nothing or is broken, which must not cost the picture. */
    static int orientation(HeaderBytes exif) {
        try {
            return new TiffDirectory(exif).orientation();
        } catch (FailedException broken) {
            return 1;
        }
    }

    private int orientation() throws FailedException {
        long value = value(ORIENTATION).orElse(1);
        return value >= 1 && value <= 8 ? (int) value : 1;
    }

    static Optional<IccProfile> profile(HeaderBytes structure) throws FailedException {
        TiffDirectory directory = new TiffDirectory(structure);
        Optional<Field> field = directory.field(ICC_PROFILE);
        if (field.isEmpty() || (field.get().type != UNDEFINED && field.get().type != BYTE)) return Optional.empty();
        HeaderBytes profile = directory.tiff.part(field.get().values(directory.tiff), field.get().count);
        return profile.length() > IccProfile.MOST_BYTES ? Optional.empty() : IccProfile.read(profile.copied());
    }

    boolean isLittleEndian() {
        return tiff.has(0, "II");
    }

    /** A number as small as all of a picture's description are, or that many where there is none. */
    int small(int tag, int otherwise) throws FailedException {
        return (int) Math.min(value(tag).orElse(otherwise), Integer.MAX_VALUE);
    }

    /** Where in the file the first value of a tag of 16-bit numbers stands. */
    OptionalInt placeOfShort(int tag) throws FailedException {
        Optional<Field> field = field(tag);
        if (field.isEmpty() || field.get().type != SHORT) return OptionalInt.empty();
        long place = field.get().values(tiff);
        tiff.u16(place, "first directory");
        return OptionalInt.of(Math.toIntExact(place));
    }

    /** The first value of a tag of unsigned whole numbers. */
    private OptionalLong value(int tag) throws FailedException {
        Optional<Field> field = field(tag);
        if (field.isEmpty()) return OptionalLong.empty();
        long place = field.get().values(tiff);
        return switch (field.get().type) {
            case BYTE -> OptionalLong.of(tiff.u8(place, "first directory"));
            case SHORT -> OptionalLong.of(tiff.u16(place, "first directory"));
            case LONG -> OptionalLong.of(tiff.u32(place, "first directory"));
            default -> OptionalLong.empty();
        };
    }

    private Optional<Field> field(int tag) throws FailedException {
        for (int i = 0; i < entries; i++) {
            long entry = at + 2 + (long) i * ENTRY;
            if (tiff.u16(entry, "first directory") != tag) continue;
            int type = tiff.u16(entry + 2, "first directory");
            long count = tiff.u32(entry + 4, "first directory");
            return Optional.of(new Field(type, count, entry + 8));
        }
        return Optional.empty();
    }

    /** @param place where its values stand if they fit in there, and else where it is told where they stand */
    private record Field(int type, long count, long place) {
        long values(HeaderBytes tiff) throws FailedException {
            int each = type == SHORT ? 2 : type == LONG ? 4 : 1;
            return count * each <= INLINE_BYTES ? place : tiff.u32(place, "first directory");
        }
    }
}
