package io.kirinuki.image.probe.tiff;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One directory of a TIFF structure (TIFF 6.0, section 2): of TIFF files that of the picture, which has size and
 * orientation, and as EXIF inside other formats the first, which has the orientation. Whole numbers are read as BYTE, SHORT
 * or LONG alike, as section 2 asks of readers.
 */
public final class TiffDirectory {
    /** What stands before it inside other formats. */
    public static final String EXIF = "Exif\0\0";

    /** Where the first directory's place is told. */
    private static final int FIRST = 4;

    /** Where Canon's raw photos say that they are some. */
    private static final int CR2 = 8;

    static final int IMAGE_WIDTH = 0x100;
    static final int IMAGE_LENGTH = 0x101;
    static final int ORIENTATION = 0x112;
    private static final int SUBFILE_TYPE = 0xfe;
    private static final int SUB_DIRECTORIES = 0x14a;
    private static final int ICC_PROFILE = 0x8773;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int UNDEFINED = 7;
    private static final int DOUBLE = 12;
    private static final int DIRECTORY = 13;
    private static final int ENTRY = 12;
    private static final int INLINE_BYTES = 4;
    /** In a subfile's type: a smaller version of another picture of the file. */
    private static final int REDUCED = 1;
    /** How many directories are looked at for a picture that is no reduced one. */
    private static final int MOST_DIRECTORIES = 64;

    private final HeaderBytes tiff;
    private final long at;
    private final int entries;

    private TiffDirectory(HeaderBytes tiff, long at) throws FailedException {
        this.tiff = tiff;
        this.at = at;
        this.entries = tiff.u16(at, "directory");
    }

    private static TiffDirectory first(HeaderBytes structure) throws FailedException {
        HeaderBytes tiff = structure.in(structure.has(0, "II") ? LITTLE_ENDIAN : BIG_ENDIAN);
        return new TiffDirectory(tiff, tiff.u32(FIRST, "first directory"));
    }

    /** Of the first picture that is no reduced one of another; of the first where all are. */
    public static TiffDirectory ofPicture(HeaderBytes structure) throws FailedException {
        TiffDirectory first = first(structure);
        TiffDirectory directory = first;
        for (int i = 0; i < MOST_DIRECTORIES; i++) {
            if ((directory.small(SUBFILE_TYPE, 0) & REDUCED) == 0) return directory;
            long next = directory.tiff.u32(directory.at + 2 + (long) directory.entries * ENTRY, "directory");
            if (next == 0) return first.ofFullSize().orElse(first);
            directory = new TiffDirectory(directory.tiff, next);
        }
        return first;
    }

    /** Raw photos keep theirs below the thumbnail. */
    private Optional<TiffDirectory> ofFullSize() throws FailedException {
        Optional<Field> below = field(SUB_DIRECTORIES);
        for (long i = 0; below.isPresent() && i < Math.min(below.get().count, MOST_DIRECTORIES); i++) {
            TiffDirectory directory = new TiffDirectory(tiff, below.get().value(tiff, i));
            if ((directory.small(SUBFILE_TYPE, 0) & REDUCED) == 0) return Optional.of(directory);
        }
        return Optional.empty();
    }

    public static ImageHeader header(HeaderBytes tiff) throws FailedException {
        TiffDirectory directory = ofPicture(tiff);
        if (tiff.has(CR2, "CR")) throw TiffPixels.raw();
        TiffPixels.refuseRaw(directory);
        PixelSize size = directory.size();
        TiffPieces.check(directory, size);
        return new ImageHeader(ImageFormat.TIFF, size, directory.orientation());
    }

    PixelSize size() throws FailedException {
        OptionalLong width = value(IMAGE_WIDTH);
        OptionalLong height = value(IMAGE_LENGTH);
        if (width.isEmpty() || height.isEmpty()) {
            throw HeaderBytes.undecodable("the TIFF's directory has no width or no height");
        }
        return tiff.size(width.getAsLong(), height.getAsLong());
    }

    /** The orientation in EXIF data; 1 where it says nothing or is broken, which must not cost the picture. */
    public static int orientation(HeaderBytes exif) {
        try {
            return first(exif).orientation();
        } catch (FailedException broken) {
            return 1;
        }
    }

    private int orientation() throws FailedException {
        long value = value(ORIENTATION).orElse(1);
        return value >= 1 && value <= 8 ? (int) value : 1;
    }

    public static Optional<IccProfile> profile(HeaderBytes structure) throws FailedException {
        TiffDirectory directory = ofPicture(structure);
        Optional<Field> field = directory.field(ICC_PROFILE);
        if (field.isEmpty() || (field.get().type != UNDEFINED && field.get().type != BYTE)) return Optional.empty();
        HeaderBytes profile = directory.tiff.part(field.get().values(directory.tiff), field.get().count);
        return profile.length() > IccProfile.MOST_BYTES ? Optional.empty() : IccProfile.read(profile.copied());
    }

    /** Of EXIF the first, which tells of the picture. */
    public static TiffDirectory ofExif(HeaderBytes structure) throws FailedException {
        return first(structure);
    }

    /** All that a tag says, whatever of; empty where it is not there. */
    public Optional<HeaderBytes> bytes(int tag) throws FailedException {
        Optional<Field> field = field(tag);
        if (field.isEmpty()) return Optional.empty();
        return Optional.of(tiff.part(field.get().values(tiff), field.get().bytes()));
    }

    /** The first of a tag's fractions; empty where there is none. */
    public OptionalDouble fraction(int tag) throws FailedException {
        Optional<Field> field = field(tag);
        if (field.isEmpty() || field.get().type != RATIONAL) return OptionalDouble.empty();
        long at = field.get().values(tiff);
        return OptionalDouble.of((double) tiff.u32(at, "fraction") / (double) tiff.u32(at + 4, "fraction"));
    }

    /** Bytes of the whole structure. */
    long length() {
        return tiff.length();
    }

    boolean has(int tag) throws FailedException {
        return field(tag).isPresent();
    }

    /** A number as small as all of a picture's description are, or that many where there is none. */
    public int small(int tag, int otherwise) throws FailedException {
        return (int) Math.min(value(tag).orElse(otherwise), Integer.MAX_VALUE);
    }

    /** The first value of a tag of unsigned whole numbers. */
    private OptionalLong value(int tag) throws FailedException {
        Optional<Field> field = field(tag);
        return field.isEmpty() || !field.get().isWhole()
                ? OptionalLong.empty()
                : OptionalLong.of(field.get().value(tiff, 0));
    }

    /** What two tags, of places and lengths, tell of; as much of it as there is. */
    HeaderBytes part(int places, int lengths, long index) throws FailedException {
        Optional<Field> place = field(places);
        Optional<Field> length = field(lengths);
        if (place.isEmpty() || index >= place.get().count) return tiff.part(tiff.length(), 0);
        long at = place.get().value(tiff, index);
        // Without a word on its length it may go on to the end.
        boolean told = length.isPresent() && index < length.get().count;
        return tiff.part(at, told ? length.get().value(tiff, index) : tiff.length());
    }

    /** How many values a tag has; 0 where it is not there. */
    long count(int tag) throws FailedException {
        Optional<Field> field = field(tag);
        return field.isEmpty() ? 0 : field.get().count;
    }

    /** The sum of a tag's values, all of which must lie in the file; 0 where it is not there. */
    long sum(int tag, String what) throws FailedException {
        Optional<Field> field = field(tag);
        if (field.isEmpty() || !field.get().isWhole()) return 0;
        tiff.require(field.get().values(tiff), field.get().bytes(), what);
        long sum = 0;
        for (long i = 0; i < field.get().count; i++) sum += field.get().value(tiff, i);
        return sum;
    }

    /** Whether none of a tag's fractions is one of 0 parts, which is no number. */
    boolean areRational(int tag) throws FailedException {
        Optional<Field> field = field(tag);
        if (field.isEmpty() || field.get().type != RATIONAL) return true;
        long values = field.get().values(tiff);
        for (long i = 0; i < Math.min(field.get().count, 3); i++) {
            if (tiff.u32(values + 8 * i + 4, "fraction") == 0) return false;
        }
        return true;
    }

    /** The largest of a tag's values, and no more than {@code most}, which it is where there are none. */
    long largest(int tag, long most) throws FailedException {
        Optional<Field> field = field(tag);
        if (field.isEmpty() || !field.get().isWhole()) return most;
        long largest = 0;
        for (long i = 0; i < field.get().count && largest < most; i++) {
            largest = Math.max(largest, field.get().value(tiff, i));
        }
        return Math.min(largest, most);
    }

    private Optional<Field> field(int tag) throws FailedException {
        for (int i = 0; i < entries; i++) {
            long entry = at + 2 + (long) i * ENTRY;
            if (tiff.u16(entry, "directory") == tag) return Optional.of(fieldAt(entry));
        }
        return Optional.empty();
    }

    private Field fieldAt(long entry) throws FailedException {
        int type = tiff.u16(entry + 2, "directory");
        return new Field(type, tiff.u32(entry + 4, "directory"), entry + 8);
    }

    /**
     * The file with this as its only directory, and in it no other tags than {@code changes} names: those with a value
     * become that one number, the others stay. A tag that is there twice keeps its first entry.
     */
    Excerpt excerpt(byte[] file, Map<Integer, OptionalLong> changes) throws FailedException {
        Excerpt excerpt = Excerpt.whole(file);
        ByteOrder order = tiff.has(0, "II") ? LITTLE_ENDIAN : BIG_ENDIAN;
        boolean[] seen = new boolean[1 << 16];
        long bytes = 0;
        int kept = 0;
        for (int i = 0; i < entries; i++) {
            long entry = at + 2 + (long) i * ENTRY;
            int tag = tiff.u16(entry, "directory");
            OptionalLong change = changes.get(tag);
            if (change == null || seen[tag]) continue;
            seen[tag] = true;
            Field field = fieldAt(entry);
            if (change.isPresent()) {
                excerpt.change(at + 2 + (long) kept++ * ENTRY, number(tag, change.getAsLong(), order));
                continue;
            }
            bytes = Math.addExact(bytes, field.bytes());
            excerpt.change(
                    at + 2 + (long) kept++ * ENTRY, tiff.part(entry, ENTRY).copied());
        }
        if (bytes > file.length) {
            throw HeaderBytes.undecodable("the TIFF's directory says it has %d bytes of values, the file has %d"
                    .formatted(bytes, file.length));
        }
        excerpt.change(
                FIRST, ByteBuffer.allocate(4).order(order).putInt((int) at).array());
        excerpt.change(
                at, ByteBuffer.allocate(2).order(order).putShort((short) kept).array());
        return excerpt.change(at + 2 + (long) kept * ENTRY, new byte[INLINE_BYTES]); // no other directory follows
    }

    private static byte[] number(int tag, long value, ByteOrder order) {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY).order(order).putShort((short) tag);
        if (value <= 0xffff)
            return entry.putShort((short) SHORT)
                    .putInt(1)
                    .putShort((short) value)
                    .array();
        return entry.putShort((short) LONG).putInt(1).putInt((int) value).array();
    }

    /** @param place where its values stand if they fit in there, and else where it is told where they stand */
    private record Field(int type, long count, long place) {
        boolean isWhole() {
            return type == BYTE || type == SHORT || type == LONG || type == DIRECTORY;
        }

        /** Of all its values; types that are not known count as bytes. */
        long bytes() {
            int each = switch (type) {
                case SHORT, 8 -> 2;
                case LONG, 9, 11, DIRECTORY -> 4;
                case RATIONAL, 10, DOUBLE -> 8;
                default -> 1;
            };
            return count * each;
        }

        long values(HeaderBytes tiff) throws FailedException {
            return bytes() <= INLINE_BYTES ? place : tiff.u32(place, "directory");
        }

        long value(HeaderBytes tiff, long index) throws FailedException {
            long first = values(tiff);
            return switch (type) {
                case BYTE -> tiff.u8(first + index, "directory");
                case SHORT -> tiff.u16(first + 2 * index, "directory");
                default -> tiff.u32(first + 4 * index, "directory");
            };
        }
    }
}
