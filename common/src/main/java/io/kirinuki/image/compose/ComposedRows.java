package io.kirinuki.image.compose;

import io.kirinuki.image.RowSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** A composition's rows: subject over shadow over ground, rounded once, to the nearest. Owned by one thread. */
final class ComposedRows implements RowSource {
    /** Red in the first byte. */
    private static final VarHandle PIXEL = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Opacity of all of a pixel, where that of two layers is multiplied. */
    private static final int WHOLE = 255 * 255;

    private final SubjectRows subject;
    private final Optional<RowSource> shadow;
    private final Optional<RowSource> ground;
    /** All 0 where there is no shadow. */
    private final byte[] shade;

    private final byte[] behind;

    /** Rows are RGB on a ground, and RGBA without. */
    ComposedRows(SubjectRows subject, Optional<RowSource> shadow, Optional<RowSource> ground, int width) {
        this.subject = subject;
        this.shadow = shadow;
        this.ground = ground;
        this.shade = new byte[width];
        this.behind = new byte[3 * width];
    }

    @Override
    public void read(int y, byte[] row) {
        boolean shown = subject.read(y);
        shadow.ifPresent(rows -> rows.read(y, shade));
        if (ground.isPresent()) {
            ground.get().read(y, behind);
            opaque(subject.bgr(), subject.alpha(), row);
        } else if (shadow.isPresent()) {
            shaded(subject.bgr(), subject.alpha(), row);
        } else if (shown) {
            transparent(subject.bgr(), subject.alpha(), row);
        } else {
            Arrays.fill(row, (byte) 0);
        }
    }

    private static void transparent(byte[] bgr, byte[] alpha, byte[] row) {
        for (int x = 0; x < alpha.length; x++) {
            int blueAndGreen = (bgr[3 * x] & 0xff) << 16 | (bgr[3 * x + 1] & 0xff) << 8;
            int pixel = (alpha[x] & 0xff) << 24 | blueAndGreen | (bgr[3 * x + 2] & 0xff);
            PIXEL.set(row, 4 * x, alpha[x] == 0 ? 0 : pixel);
        }
    }

    private void shaded(byte[] bgr, byte[] alpha, byte[] row) {
        for (int x = 0; x < alpha.length; x++) {
            int a = alpha[x] & 0xff;
            int under = shade[x] & 0xff;
            if (under == 0) {
                int visible = a == 0 ? 0 : 0xff;
                for (int c = 0; c < 3; c++) row[4 * x + c] = (byte) (bgr[3 * x + 2 - c] & visible);
                row[4 * x + 3] = alpha[x];
            } else {
                // The shadow is black: of colour there is as much as the subject has of both layers' alpha.
                int weight = 255 * a;
                int both = weight + (255 - a) * under;
                for (int c = 0; c < 3; c++) {
                    row[4 * x + c] = (byte) (((bgr[3 * x + 2 - c] & 0xff) * weight + both / 2) / both);
                }
                row[4 * x + 3] = (byte) ((both + 127) / 255);
            }
        }
    }

    private void opaque(byte[] bgr, byte[] alpha, byte[] row) {
        for (int x = 0; x < alpha.length; x++) {
            int over = 255 * (alpha[x] & 0xff);
            int under = (255 - (alpha[x] & 0xff)) * (255 - (shade[x] & 0xff));
            for (int c = 0; c < 3; c++) row[3 * x + c] = mixed(over, bgr[3 * x + 2 - c], under, behind[3 * x + 2 - c]);
        }
    }

    /** Adding one less than half of an odd divisor rounds to the nearest; there are no ties. */
    private static byte mixed(int over, byte subject, int under, byte ground) {
        return (byte) ((over * (subject & 0xff) + under * (ground & 0xff) + WHOLE / 2) / WHOLE);
    }
}
