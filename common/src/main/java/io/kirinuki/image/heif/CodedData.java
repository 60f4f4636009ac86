package io.kirinuki.image.heif;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayOutputStream;

/**
 * What a decoder is given of one coded picture: its header, checked to be of the size that the boxes say, and its pixels,
 * without notes. Decoders take memory by the header, and not by the boxes.
 */
final class CodedData {
    /** Pictures are coded in blocks of at most that many pixels a side. */
    private static final long BLOCK = 128;

    private static final int MOST_UNITS = 65_536;

    private final byte[] configuration;
    private final byte[] data;
    private final boolean grey;

    CodedData(byte[] configuration, byte[] data, boolean grey) {
        this.configuration = configuration;
        this.data = data;
        this.grey = grey;
    }

    static CodedData of(CodedImage image, byte[] file) throws FailedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Span each : image.data()) all.write(file, each.from(), each.length());
        byte[] data = all.toByteArray();
        return switch (image.codec()) {
            case HEVC -> new HevcPicture(image.size()).read(file, image.configuration(), data);
            case AV1 -> new Av1Picture(image.size()).read(file, image.configuration(), data);
        };
    }

    /** The content of the box that a decoder is set up by. */
    byte[] configuration() {
        return configuration;
    }

    byte[] data() {
        return data;
    }

    /** Whether it holds brightness alone. */
    boolean grey() {
        return grey;
    }

    /** Fails where more would be decoded than the boxes say. */
    static void checkSize(PixelSize boxes, long width, long height) throws FailedException {
        if (width <= boxes.width() + BLOCK && height <= boxes.height() + BLOCK) return;
        throw disagreement(boxes, width + "x" + height);
    }

    static FailedException disagreement(PixelSize boxes, Object data) {
        return BoxBytes.undecodable("the HEIF's boxes say %s, its data holds %s".formatted(boxes, data));
    }

    static void checkUnits(int units) throws FailedException {
        if (units > MOST_UNITS) {
            throw BoxBytes.undecodable("the HEIF's picture is in more than %d parts".formatted(MOST_UNITS));
        }
    }
}
