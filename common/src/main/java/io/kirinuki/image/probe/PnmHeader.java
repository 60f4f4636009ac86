package io.kirinuki.image.probe;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.OptionalInt;

/** Reads the decimal numbers after a Netpbm magic number {@code P1} to {@code P6}, past blanks and comments. */
final class PnmHeader {
    private static final int MOST_WHITE = 65_535;

    private final HeaderBytes pnm;
    private long at = 2;

    private PnmHeader(HeaderBytes pnm) {
        this.pnm = pnm;
    }

    static boolean matches(HeaderBytes file) {
        if (file.length() < 3 || !file.has(0, "P")) return false;
        try {
            int kind = file.u8(1, "kind");
            return kind >= '1' && kind <= '6' && isBlankOrComment(file.u8(2, "width"));
        } catch (FailedException impossible) {
            throw new IllegalStateException("three bytes are there", impossible);
        }
    }

    static ImageHeader read(HeaderBytes pnm) throws FailedException {
        PnmHeader header = new PnmHeader(pnm);
        long width = header.number("width");
        PixelSize size = pnm.size(width, header.number("height"));
        int kind = pnm.u8(1, "kind");
        boolean bitmap = kind == '1' || kind == '4';
        long white = bitmap ? 1 : header.number("largest value");
        if (white < 1 || white > MOST_WHITE) {
            throw HeaderBytes.undecodable("the PNM's largest value is %d, allowed is 1 to 65535".formatted(white));
        }
        if (kind >= '4') {
            long samples = (long) size.width() * (kind == '6' ? 3 : 1);
            long row = bitmap ? (samples + 7) / 8 : samples * (white > 255 ? 2 : 1);
            pnm.require(header.at + 1, HeaderBytes.product(row, size.height()), "size");
        }
        return new ImageHeader(ImageFormat.PNM, size, 1);
    }

    /** The value of white, which need not be that of 8 or 16 bits; empty of bitmaps, which have none. */
    static OptionalInt white(HeaderBytes pnm) throws FailedException {
        int kind = pnm.u8(1, "kind");
        if (kind == '1' || kind == '4') return OptionalInt.empty();
        PnmHeader header = new PnmHeader(pnm);
        header.number("width");
        header.number("height");
        int white = (int) header.number("largest value");
        // Those told in digits OpenCV itself brings to 8 bits, where they fit in there.
        boolean digits = kind == '2' || kind == '3';
        return digits && white <= 255 ? OptionalInt.empty() : OptionalInt.of(white);
    }

    private long number(String what) throws FailedException {
        while (isBlankOrComment(pnm.u8(at, what))) {
            if (pnm.u8(at, what) == '#') while (!isLineEnd(pnm.u8(at, what))) at++;
            at++;
        }
        long number = 0;
        int digit = pnm.u8(at, what) - '0';
        if (digit < 0 || digit > 9) throw HeaderBytes.undecodable("the PNM's %s is not a number".formatted(what));
        while (digit >= 0 && digit <= 9) {
            number = Math.min(number * 10 + digit, 1L << 40); // far too large either way, and cannot overflow
            digit = pnm.u8(++at, what) - '0';
        }
        return number;
    }

    private static boolean isBlankOrComment(int character) {
        return character == '#' || character == ' ' || (character >= '\t' && character <= '\r');
    }

    private static boolean isLineEnd(int character) {
        return character == '\n' || character == '\r';
    }
}
