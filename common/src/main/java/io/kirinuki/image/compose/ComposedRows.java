package io.kirinuki.image.compose;

import io.kirinuki.image.RowSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** A composition's rows: subject over shadow over ground, rounded once, to the nearest. Owned by one thread. */
final class ComposedRows implements RowSource {
    /** Red in the first byte. */
    private static final VarHandle PIXEL = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Opacity of all of a pixel, where that of two layers is multiplied. */
    private static final int WHOLE = 255 * 255;

    private final PixelRows subject;
    private final Optional<RowSource> shadow;
    private final Optional<RowSource> ground;
    /** All 0 where there is no shadow. */
    private final byte[] shade;

    private final byte[] behind;
    /** Pixels, all 0 where alpha is. */
    private final int[] visible;

    /** Rows are RGB on a ground, and RGBA without. */
    ComposedRows(PixelRows subject, Optional<RowSource> shadow, Optional<RowSource> ground, int width) {
        this.subject = subject;
        this.shadow = shadow;
        this.ground = ground;
        this.shade = new byte[width];
        this.behind = new byte[3 * width];
        this.visible = new int[width];
    }

    @Override
    public void read(int y, byte[] row) {
        boolean shown = subject.read(y);
        shadow.ifPresent(rows -> rows.read(y, shade));
        if (ground.isPresent()) {
            ground.get().read(y, behind);
            opaque(subject.pixels(), row);
        } else if (shadow.isPresent()) {
            shaded(subject.pixels(), row);
        } else if (shown) {
            transparent(subject.pixels(), row);
        } else {
            Arrays.fill(row, (byte) 0);
        }
    }

    /** Put down all at once, since pixels one by one into bytes took four times as long. */
    private void transparent(int[] pixels, byte[] row) {
        for (int x = 0; x < pixels.length; x++) visible[x] = pixels[x] & (-(pixels[x] >>> 24) >> 31);
        ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(visible);
    }

    private void shaded(int[] pixels, byte[] row) {
        for (int x = 0; x < pixels.length; x++) {
            int pixel = pixels[x];
            int a = pixel >>> 24;
            int under = shade[x] & 0xff;
            if (under == 0) {
                PIXEL.set(row, 4 * x, a == 0 ? 0 : pixel);
            } else {
                // The shadow is black: of colour there is as much as the subject has of both layers' alpha.
                int weight = 255 * a;
                int both = weight + (255 - a) * under;
                for (int c = 0; c < 3; c++) row[4 * x + c] = (byte) ((channel(pixel, c) * weight + both / 2) / both);
                row[4 * x + 3] = (byte) ((both + 127) / 255);
            }
        }
    }

    private void opaque(int[] pixels, byte[] row) {
        for (int x = 0; x < pixels.length; x++) {
            int pixel = pixels[x];
            int over = 255 * (pixel >>> 24);
            int under = (255 - (pixel >>> 24)) * (255 - (shade[x] & 0xff));
            for (int c = 0; c < 3; c++) row[3 * x + c] = mixed(over, channel(pixel, c), under, behind[3 * x + 2 - c]);
        }
    }

    /** Red, green or blue of a pixel. */
    private static int channel(int pixel, int channel) {
        return (pixel >> (Byte.SIZE * channel)) & 0xff;
    }

    /** Adding one less than half of an odd divisor rounds to the nearest; there are no ties. */
    private static byte mixed(int over, int subject, int under, byte ground) {
        return (byte) ((over * subject + under * (ground & 0xff) + WHOLE / 2) / WHOLE);
    }
}
