package io.kirinuki.image;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.OptionalLong;

/**
 * The first directory of a TIFF structure (TIFF 6.0, section 2): of TIFF files it has size and orientation, and as EXIF
 * inside other formats the orientation.
 */
final class TiffDirectory {
    private static final int IMAGE_WIDTH = 0x100;
    private static final int IMAGE_LENGTH = 0x101;
    private static final int ORIENTATION = 0x112;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int ENTRY = 12;

    private final HeaderBytes tiff;
    private final long at;
    private final int entries;

    private TiffDirectory(HeaderBytes structure) throws FailedException {
        this.tiff = structure.in(structure.has(0, "II") ? LITTLE_ENDIAN : BIG_ENDIAN);
        this.at = tiff.u32(4, "first directory");
        this.entries = tiff.u16(at, "first directory");
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

    private OptionalLong value(int tag) throws FailedException {
        for (int i = 0; i < entries; i++) {
            long entry = at + 2 + (long) i * ENTRY;
            if (tiff.u16(entry, "first directory") != tag) continue;
            return switch (tiff.u16(entry + 2, "first directory")) {
                case BYTE -> OptionalLong.of(tiff.u8(entry + 8, "first directory"));
                case SHORT -> OptionalLong.of(tiff.u16(entry + 8, "first directory"));
                case LONG -> OptionalLong.of(tiff.u32(entry + 8, "first directory"));
                default -> OptionalLong.empty();
            };
        }
        return OptionalLong.empty();
    }
}
