package io.kirinuki.image.probe.tiff;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Set;

/** How strips and tiles of a TIFF are packed, by the numbers of TIFF 6.0 and of those that came after. */
final class TiffCompression {
    static final int NONE = 1;

    /** None, fax of four kinds, LZW, JPEG, deflate under two numbers, PackBits, and Pixar's. */
    private static final Set<Integer> READ = Set.of(NONE, 2, 3, 4, 5, 7, 8, 32771, 32773, 32909, 32946);

    private TiffCompression() {}

    /** Fails where nothing here unpacks it, before it can pass for damage. */
    static void refuseUnread(int compression) throws FailedException {
        if (READ.contains(compression)) return;
        throw new FailedException(
                new Failure.Unsupported("a TIFF packed by %s (compression %d); save it with LZW, deflate or none"
                        .formatted(name(compression), compression)));
    }

    private static String name(int compression) {
        return switch (compression) {
            case 6 -> "JPEG of the old style";
            case 32766 -> "NeXT's runs";
            case 32809 -> "ThunderScan";
            case 34661 -> "JBIG";
            case 34676, 34677 -> "LogLuv";
            case 33003, 33004, 33005, 34712 -> "JPEG 2000";
            case 34887 -> "LERC";
            case 34925 -> "LZMA";
            case 50000 -> "Zstandard";
            case 50001 -> "WebP";
            case 50002 -> "JPEG XL";
            default -> "what is not known";
        };
    }
}
