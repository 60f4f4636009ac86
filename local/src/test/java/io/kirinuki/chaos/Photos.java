package io.kirinuki.chaos;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.schema.ObjectRef;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images of a run, small and each of one colour, and what must become of each: its key tells. So whoever reads a
 * request, whichever job wrote it, knows its answer.
 */
final class Photos {
    static final String BUCKET = "photos";
    static final String ARTIFACTS = "artifacts";
    /** On these colours the stand-in for a device fails, or ends its process. */
    static final int POISON = 0xff00fe;

    static final int KILLER = 0xfe00ff;
    private static final PixelSize SIZE = new PixelSize(24, 24);
    private static final Pattern KEY = Pattern.compile("\"key\"\\s*:\\s*\"(?:[^\"]*/)?([a-z]+)-([0-9]+)[^\"]*\"");

    /** What an image is, and the name of the answer it must have; {@code done} is that of a result. */
    enum Specimen {
        GOOD("done"),
        MISSING("NotFound"),
        BROKEN("Undecodable"),
        POISON("Poison"),
        KILLER("Poison"),
        /** No object: a record that is no request. */
        GARBAGE("InvalidRequest");

        final String answer;

        Specimen(String answer) {
            this.answer = answer;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Photos() {}

    static ObjectRef object(Specimen specimen, int number) {
        return ObjectRef.of(BUCKET, specimen.word() + "-" + number + ".png");
    }

    static Specimen specimen(String request) {
        Matcher key = KEY.matcher(request);
        return key.find() ? Specimen.valueOf(key.group(1).toUpperCase(Locale.ROOT)) : Specimen.GARBAGE;
    }

    /** Of a good image, 0xRRGGBB; blue stays below what the other two colours have. */
    static int colour(int number) {
        int mixed = number * 0x9E3779B1;
        return ((mixed >>> 8) & 0xffff00) | (mixed & 0x7f);
    }

    static Blob picture(Specimen specimen, int number) {
        return switch (specimen) {
            case POISON -> plain(POISON);
            case KILLER -> plain(KILLER);
            case BROKEN -> {
                byte[] whole = plain(colour(number)).bytes();
                yield Blob.of(Arrays.copyOf(whole, whole.length - 20));
            }
            case GOOD, MISSING, GARBAGE -> plain(colour(number));
        };
    }

    private static Blob plain(int colour) {
        return FastPng.encode(SIZE, Picture.Layout.RGB, (y, row) -> {
            for (int i = 0; i < row.length; i++) row[i] = (byte) (colour >> (16 - i % 3 * 8));
        });
    }
}
