package io.kirinuki.image.heif;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Goes over one picture of AV1 (AV1 Bitstream and Decoding Process, section 5; its box in its ISOBMFF binding). */
final class Av1Picture {
    private static final int SEQUENCE = 1;
    private static final int BOX_HEAD = 4;

    /** Layers, and frames that others are made of. */
    private static final int MOST_FRAMES = 8;

    private static final int CHOOSES = 2;

    private final PixelSize boxes;
    private boolean sized;
    private boolean grey;
    private int units;
    private int frames;

    Av1Picture(PixelSize boxes) {
        this.boxes = boxes;
    }

    CodedData read(byte[] file, Span configuration, byte[] data) throws FailedException {
        BoxBytes box = BoxBytes.of(file, configuration, "av1C");
        box.skip(BOX_HEAD);
        byte[] early = box.left() > 0 ? kept(file, box) : new byte[0];
        boolean told = sized;
        sized = false;
        byte[] kept = kept(data, BoxBytes.of(data));
        if (!told && !sized) throw BoxBytes.undecodable("the AVIF's data does not say its size");
        if (frames == 0 || frames > MOST_FRAMES) {
            throw BoxBytes.undecodable(
                    "the AVIF's item holds %d frames, 1 to %d are read".formatted(frames, MOST_FRAMES));
        }
        return new CodedData(
                Arrays.copyOfRange(file, configuration.from(), configuration.from() + BOX_HEAD),
                sized ? kept : BoxWriter.joined(early, kept),
                grey);
    }

    private byte[] kept(byte[] bytes, BoxBytes all) throws FailedException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        while (all.left() > 0) {
            CodedData.checkUnits(++units);
            int from = all.rest().from();
            int head = all.u8();
            if ((head & 4) != 0) all.skip(1);
            long length = (head & 2) != 0 ? number(all) : all.left();
            Span content = all.part(length, "AVIF");
            boolean keeps = switch (head >> 3 & 0xf) {
                case SEQUENCE -> {
                    checkSequence(new Bits(bytes, content.from(), content.to()));
                    yield true;
                }
                case 3, 6, 7 -> { // headers of frames, alone, with pixels, or once more
                    frames++;
                    yield true;
                }
                case 2, 4 -> true; // begins a picture; pixels
                default -> false;
            };
            if (keeps) kept.write(bytes, from, content.to() - from);
        }
        return kept.toByteArray();
    }

    /** Seven bits a byte, the lowest first. */
    private static long number(BoxBytes bytes) throws FailedException {
        long number = 0;
        for (int i = 0; i < 8; i++) {
            int next = bytes.u8();
            number |= (next & 0x7fL) << (7 * i);
            if (next < 0x80) break;
        }
        return number;
    }

    private void checkSequence(Bits bits) throws FailedException {
        int profile = (int) bits.number(3);
        bits.skip(1);
        boolean still = bits.flag();
        if (still) bits.skip(5);
        else skipTimes(bits);
        int widthBits = (int) bits.number(4) + 1;
        int heightBits = (int) bits.number(4) + 1;
        long width = bits.number(widthBits) + 1;
        long height = bits.number(heightBits) + 1;
        CodedData.checkSize(boxes, width, height);
        skipTools(bits, still);
        boolean deep = bits.flag();
        if (profile == 2 && deep) bits.skip(1);
        grey = profile != 1 && bits.flag();
        sized = true;
    }

    private static void skipTimes(Bits bits) throws FailedException {
        boolean models = false;
        int delayBits = 0;
        if (bits.flag()) {
            bits.skip(64);
            if (bits.flag()) bits.exponential();
            models = bits.flag();
            if (models) {
                delayBits = (int) bits.number(5) + 1;
                bits.skip(32 + 10);
            }
        }
        boolean delays = bits.flag();
        int points = (int) bits.number(5) + 1;
        for (int i = 0; i < points; i++) {
            bits.skip(12);
            if (bits.number(5) > 7) bits.skip(1);
            if (models && bits.flag()) bits.skip(2L * delayBits + 1);
            if (delays && bits.flag()) bits.skip(4);
        }
    }

    private static void skipTools(Bits bits, boolean still) throws FailedException {
        if (!still && bits.flag()) bits.skip(4 + 3);
        bits.skip(3);
        if (!still) {
            bits.skip(4);
            boolean ordered = bits.flag();
            if (ordered) bits.skip(2);
            long screen = bits.flag() ? CHOOSES : bits.bit();
            if (screen > 0 && !bits.flag()) bits.skip(1);
            if (ordered) bits.skip(3);
        }
        bits.skip(3);
    }
}
