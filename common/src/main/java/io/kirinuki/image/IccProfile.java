package io.kirinuki.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * An ICC colour profile (ICC.1:2022): what the numbers of a picture's pixels mean. Without one they are taken to be sRGB.
 */
public record IccProfile(Blob bytes) {
    /** The largest that is read; those of printing presses have one to two MiB. */
    public static final int MOST_BYTES = 4 << 20;

    private static final int HEADER = 128;
    private static final int SPACE = 16;
    private static final int SIGNATURE = 36;

    /** What a profile speaks of. */
    public enum Space {
        RGB("RGB ", 3),
        GREY("GRAY", 1),
        CMYK("CMYK", 4);

        private final String signature;
        private final int channels;

        Space(String signature, int channels) {
            this.signature = signature;
            this.channels = channels;
        }

        int channels() {
            return channels;
        }
    }

    /** The profile as it lay in a file, without what follows it there; empty where it cannot be one, or is too large. */
    public static Optional<IccProfile> read(byte[] bytes) {
        if (bytes.length <= HEADER
                || !text(bytes, SIGNATURE).equals("acsp")
                || space(bytes).isEmpty()) return Optional.empty();
        long size = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(0));
        if (size <= HEADER || size > bytes.length || size > MOST_BYTES) return Optional.empty();
        return Optional.of(new IccProfile(Blob.of(size == bytes.length ? bytes : Arrays.copyOf(bytes, (int) size))));
    }

    /** Whether pictures of that layout may have it: one for grey is for grey alone, and one for RGB for all others. */
    public boolean isFor(Picture.Layout layout) {
        return space().equals(Optional.of(layout == Picture.Layout.GREY ? Space.GREY : Space.RGB));
    }

    /** Empty where pictures cannot have it. */
    public Optional<Space> space() {
        return space(bytes.bytes());
    }

    private static Optional<Space> space(byte[] bytes) {
        if (bytes.length <= HEADER) return Optional.empty();
        String signature = text(bytes, SPACE);
        return Arrays.stream(Space.values())
                .filter(space -> space.signature.equals(signature))
                .findFirst();
    }

    private static String text(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }
}
