package io.kirinuki.image.heif;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Set;

/**
 * What coded colours mean, by the numbers of ITU-T H.273: which primaries, which curve, how brightness and colour were
 * told apart, and whether all values are used.
 */
record Cicp(int primaries, int transfer, int matrix, boolean fullRange) {
    private static final int UNSAID = 2;

    /** Those that libheif turns to red, green and blue. */
    private static final Set<Integer> MATRICES = Set.of(0, 1, UNSAID, 4, 5, 6, 7, 8, 9, 12, 13);

    /** Of a colr box of kind nclx, behind its kind. */
    static Cicp read(BoxBytes box) throws FailedException {
        Cicp read = new Cicp(box.u16(), box.u16(), box.u16(), box.u8() >> 7 != 0);
        if (!MATRICES.contains(read.matrix)) {
            throw BoxBytes.unsupported("a HEIF picture of matrix coefficients " + read.matrix);
        }
        return read;
    }

    byte[] box() {
        return BoxWriter.box(
                "colr",
                BoxWriter.bytes("nclx"),
                BoxWriter.u16(primaries),
                BoxWriter.u16(transfer),
                BoxWriter.u16(matrix),
                new byte[] {(byte) (fullRange ? 0x80 : 0)});
    }
}
