package io.kirinuki.image.heif;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Goes over one picture of HEVC (ITU-T H.265, section 7.3; its box in ISO/IEC 14496-15, section 8.3.3.1): units with their
 * lengths before them. Of several layers the first is taken, as of pictures for two eyes.
 */
final class HevcPicture {
    private static final String NAME = "HEIC";
    private static final int LAST_OF_PIXELS = 31;
    private static final int PARAMETERS_OF_STREAM = 32;
    private static final int PARAMETERS_OF_SEQUENCE = 33;
    private static final int PARAMETERS_OF_PICTURE = 34;

    /** What the box says of the stream before it says how long lengths are. */
    private static final int BOX_HEAD = 21;

    /** Libheif takes them for that long whatever the box says. */
    private static final int LENGTH_BYTES = 4;

    private static final int MOST_PARAMETERS = 4_096;
    private static final int GREY = 0;
    private static final int FULL_COLOUR = 3;

    private final PixelSize boxes;
    private boolean sized;
    private boolean grey;
    private int units;
    private int pictures;

    HevcPicture(PixelSize boxes) {
        this.boxes = boxes;
    }

    CodedData read(byte[] file, Span configuration, byte[] data) throws FailedException {
        BoxBytes box = BoxBytes.of(file, configuration, "hvcC");
        box.skip(BOX_HEAD);
        int lengthBytes = (box.u8() & 3) + 1;
        byte[] told =
                parameters(file, box, Arrays.copyOfRange(file, configuration.from(), configuration.from() + BOX_HEAD));
        ByteArrayOutputStream kept = new ByteArrayOutputStream(data.length);
        BoxBytes all = BoxBytes.of(data);
        while (all.left() > 0) {
            Span unit = all.part(all.number(lengthBytes), NAME);
            if (!keeps(data, unit)) continue;
            kept.writeBytes(BoxWriter.u32(unit.length()));
            kept.write(data, unit.from(), unit.length());
        }
        if (pictures != 1) throw BoxBytes.undecodable("the HEIC's item holds %d pictures, not one".formatted(pictures));
        if (!sized) throw BoxBytes.undecodable("the HEIC's data does not say its size");
        return new CodedData(told, kept.toByteArray(), grey);
    }

    /** The box anew, with nothing but parameters of the first layer. */
    private byte[] parameters(byte[] file, BoxBytes box, byte[] head) throws FailedException {
        int arrays = box.u8();
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        int count = 0;
        for (int i = 0; i < arrays; i++) {
            int kind = box.u8();
            int many = box.u16();
            for (int k = 0; k < many; k++) {
                Span unit = box.part(box.u16(), NAME);
                if (!keeps(file, unit) || kind(file, unit) <= LAST_OF_PIXELS) continue;
                if (unit.length() > MOST_PARAMETERS || ++count > 0xff) {
                    throw BoxBytes.undecodable("the HEIC's hvcC box holds more than parameters of a picture");
                }
                kept.write(kind);
                kept.writeBytes(BoxWriter.u16(1));
                kept.writeBytes(BoxWriter.u16(unit.length()));
                kept.write(file, unit.from(), unit.length());
            }
        }
        return BoxWriter.joined(head, new byte[] {(byte) (0xfc | LENGTH_BYTES - 1), (byte) count}, kept.toByteArray());
    }

    private static int kind(byte[] bytes, Span unit) {
        return bytes[unit.from()] >> 1 & 0x3f;
    }

    private boolean keeps(byte[] bytes, Span unit) throws FailedException {
        CodedData.checkUnits(++units);
        if (unit.length() < 3) return false;
        int layer = (bytes[unit.from()] & 1) << 5 | (bytes[unit.from() + 1] >> 3 & 0x1f);
        if (layer != 0) return false;
        int kind = kind(bytes, unit);
        if (kind <= LAST_OF_PIXELS) {
            if (bytes[unit.from() + 2] < 0) pictures++; // its first bit says that a picture begins
            return true;
        }
        if (kind == PARAMETERS_OF_SEQUENCE) checkSequence(withoutEscapes(bytes, unit));
        return kind == PARAMETERS_OF_STREAM || kind == PARAMETERS_OF_SEQUENCE || kind == PARAMETERS_OF_PICTURE;
    }

    /** Without the threes that keep three zero bytes from standing side by side. */
    private static byte[] withoutEscapes(byte[] bytes, Span unit) {
        int end = Math.min(unit.to(), unit.from() + MOST_PARAMETERS);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        int zeros = 0;
        for (int i = unit.from() + 2; i < end; i++) {
            if (zeros >= 2 && bytes[i] == 3) {
                zeros = 0;
                continue;
            }
            zeros = bytes[i] == 0 ? zeros + 1 : 0;
            plain.write(bytes[i]);
        }
        return plain.toByteArray();
    }

    private void checkSequence(byte[] parameters) throws FailedException {
        Bits bits = new Bits(parameters, 0, parameters.length);
        bits.skip(4);
        int more = (int) bits.number(3); // layers in time
        bits.skip(1 + 96);
        boolean[] kinds = new boolean[2 * more];
        for (int i = 0; i < kinds.length; i++) kinds[i] = bits.flag();
        if (more > 0) bits.skip(2L * (8 - more));
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i]) bits.skip(i % 2 == 0 ? 88 : 8);
        }
        bits.exponential();
        long chroma = bits.exponential();
        if (chroma > FULL_COLOUR) throw BoxBytes.undecodable("the HEIC's colours are of format " + chroma);
        if (chroma == FULL_COLOUR && bits.flag()) {
            throw BoxBytes.unsupported("a HEIC picture whose three colours are coded each alone");
        }
        long width = bits.exponential();
        long height = bits.exponential();
        CodedData.checkSize(boxes, width, height);
        if (bits.flag()) {
            int across = chroma == 1 || chroma == 2 ? 2 : 1;
            int down = chroma == 1 ? 2 : 1;
            width -= across * (bits.exponential() + bits.exponential());
            height -= down * (bits.exponential() + bits.exponential());
        }
        if (width != boxes.width() || height != boxes.height()) {
            throw CodedData.disagreement(boxes, width + "x" + height);
        }
        grey = chroma == GREY;
        sized = true;
    }
}
