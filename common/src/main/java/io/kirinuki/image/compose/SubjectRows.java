package io.kirinuki.image.compose;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** A photo and its mask, row by row of a canvas; beyond the photo alpha is 0. Owned by one thread. */
final class SubjectRows implements PixelRows {
    private static final VarHandle FOUR_BYTES = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Photo photo;
    private final Mask mask;
    private final Optional<EdgeCleaner> cleaner;
    private final Canvas canvas;
    /** One byte longer than the photo's row, so that each pixel can be read as four bytes. */
    private final byte[] photoRow;

    private final byte[] maskRow;
    /** A mask's row where there is no subject. */
    private final byte[] nothing;
    /** As wide as the photo. */
    private final int[] own;
    /** Whether the canvas is just as wide as the photo: then its row is the photo's own. */
    private final boolean whole;
    /** As wide as the canvas. */
    private final int[] pixels;

    SubjectRows(Photo photo, Mask mask, Optional<Foreground> colours, Canvas canvas) {
        this.photo = photo;
        this.mask = mask;
        this.cleaner = colours.map(Foreground::cleaner);
        this.canvas = canvas;
        this.photoRow = new byte[3 * photo.size().width() + 1];
        this.maskRow = new byte[photo.size().width()];
        this.nothing = new byte[maskRow.length];
        this.own = new int[maskRow.length];
        this.whole = canvas.left() == 0 && canvas.size().width() == own.length;
        this.pixels = whole ? own : new int[canvas.size().width()];
    }

    @Override
    public boolean read(int y) {
        int row = canvas.top() + y;
        int from = Math.max(0, canvas.left());
        int count = Math.min(own.length, canvas.left() + pixels.length) - from;
        if (row < 0 || row >= photo.size().height() || count <= 0) {
            Arrays.fill(pixels, 0);
            return false;
        }
        mask.row(row, maskRow);
        if (Arrays.equals(maskRow, nothing)) {
            Arrays.fill(pixels, 0);
            return false;
        }
        photo.row(row, photoRow);
        pack();
        cleaner.ifPresent(each -> each.clean(row, own));
        if (!whole) System.arraycopy(own, from, pixels, from - canvas.left(), count);
        return true;
    }

    private void pack() {
        for (int x = 0; x < own.length; x++) {
            own[x] = ((int) FOUR_BYTES.get(photoRow, 3 * x) >>> Byte.SIZE) | (maskRow[x] << 24);
        }
    }

    @Override
    public int[] pixels() {
        return pixels;
    }
}
