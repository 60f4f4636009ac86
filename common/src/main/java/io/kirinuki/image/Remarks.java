package io.kirinuki.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a file says of its picture that results say again: how dense it is, and whose it is. Nothing else is ever kept, so no
 * place, no camera's number and no thumbnail; nor an orientation, for pixels are upright.
 *
 * @param artist as EXIF has it
 * @param copyright as EXIF has it
 * @param xmp a packet that holds rights alone
 */
public record Remarks(Optional<Density> density, Optional<Blob> artist, Optional<Blob> copyright, Optional<Blob> xmp) {
    /** Of a picture of which nothing is known. */
    public static final Remarks NONE =
            new Remarks(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int ASCII = 2;
    private static final int RATIONAL = 5;
    private static final int INCHES = 2;

    /** Of the same picture, turned by a quarter. */
    public Remarks sideways() {
        return new Remarks(density.map(Density::sideways), artist, copyright, xmp);
    }

    /** A field of a directory; what does not fit into four bytes stands behind it. */
    private record Field(int tag, int type, int count, Blob value) {}

    /**
     * A TIFF structure as EXIF is (EXIF 2.32, section 4.6), with artist, copyright and density; empty where neither artist nor
     * copyright is known, for the other formats than WebP have a place of their own for the density.
     */
    public Optional<byte[]> exif() {
        if (artist.isEmpty() && copyright.isEmpty()) return Optional.empty();
        return Optional.of(structure());
    }

    /** The same, but where the density alone is known too. */
    public Optional<byte[]> exifWithDensity() {
        return density.isEmpty() ? exif() : Optional.of(structure());
    }

    private byte[] structure() {
        List<Field> fields = new ArrayList<>(); // by their numbers, as section 2 of TIFF 6.0 asks
        density.ifPresent(dense -> {
            fields.add(new Field(0x11a, RATIONAL, 1, fraction(dense.acrossInch())));
            fields.add(new Field(0x11b, RATIONAL, 1, fraction(dense.downInch())));
            fields.add(new Field(0x128, SHORT, 1, bytes(2, all -> all.putShort((short) INCHES))));
        });
        artist.ifPresent(words -> fields.add(text(0x13b, words)));
        copyright.ifPresent(words -> fields.add(text(0x8298, words)));

        int at = 8 + 2 + fields.size() * ENTRY + 4;
        int length = at;
        for (Field field : fields) length += outside(field);
        ByteBuffer tiff = ByteBuffer.allocate(length);
        tiff.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) fields.size());
        for (Field field : fields) {
            tiff.putShort((short) field.tag).putShort((short) field.type).putInt(field.count);
            byte[] value = field.value.bytes();
            if (outside(field) == 0) {
                tiff.put(value).position(tiff.position() + 4 - value.length);
            } else {
                tiff.putInt(at).put(at, value);
                at += outside(field);
            }
        }
        return tiff.array(); // of the next directory 0: there is none
    }

    /** Bytes behind the directory, an even number. */
    private static int outside(Field field) {
        int length = Math.toIntExact(field.value.length());
        return length <= 4 ? 0 : length + length % 2;
    }

    private static Field text(int tag, Blob words) {
        int length = Math.toIntExact(words.length()) + 1; // and a 0
        return new Field(tag, ASCII, length, bytes(length, all -> all.put(words.bytes())));
    }

    private static Blob fraction(int whole) {
        return bytes(8, all -> all.putInt(whole).putInt(1));
    }

    private static Blob bytes(int length, UnaryOperator<ByteBuffer> filled) {
        return Blob.of(filled.apply(ByteBuffer.allocate(length)).array());
    }
}
