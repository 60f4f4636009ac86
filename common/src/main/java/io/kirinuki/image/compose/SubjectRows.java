package io.kirinuki.image.compose;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import java.util.Arrays;
import java.util.Optional;

/** A photo and its mask, row by row of a canvas; beyond the photo alpha is 0. Owned by one thread. */
final class SubjectRows {
    private final Photo photo;
    private final Mask mask;
    private final Optional<EdgeCleaner> cleaner;
    private final Canvas canvas;
    private final byte[] photoRow;
    private final byte[] maskRow;
    /** A mask's row where there is no subject. */
    private final byte[] nothing;
    /** Whether the canvas is just as wide as the photo: then its rows are the photo's and the mask's own. */
    private final boolean whole;

    private final byte[] bgr;
    private final byte[] alpha;

    SubjectRows(Photo photo, Mask mask, Optional<Foreground> colours, Canvas canvas) {
        this.photo = photo;
        this.mask = mask;
        this.cleaner = colours.map(Foreground::cleaner);
        this.canvas = canvas;
        this.photoRow = new byte[3 * photo.size().width()];
        this.maskRow = new byte[photo.size().width()];
        this.nothing = new byte[maskRow.length];
        this.whole = canvas.left() == 0 && canvas.size().width() == photo.size().width();
        this.bgr = whole ? photoRow : new byte[3 * canvas.size().width()];
        this.alpha = whole ? maskRow : new byte[canvas.size().width()];
    }

    /** Says whether any of the subject is in the row. */
    boolean read(int y) {
        int row = canvas.top() + y;
        int from = Math.max(0, canvas.left());
        int count = Math.min(maskRow.length, canvas.left() + alpha.length) - from;
        if (row < 0 || row >= photo.size().height() || count <= 0) {
            Arrays.fill(alpha, (byte) 0);
            return false;
        }
        mask.row(row, maskRow);
        if (Arrays.equals(maskRow, nothing)) {
            Arrays.fill(alpha, (byte) 0);
            return false;
        }
        photo.row(row, photoRow);
        cleaner.ifPresent(each -> each.clean(row, photoRow, maskRow));
        if (whole) return true;
        int to = from - canvas.left();
        System.arraycopy(photoRow, 3 * from, bgr, 3 * to, 3 * count);
        System.arraycopy(maskRow, from, alpha, to, count);
        return true;
    }

    /** Blue, green, red of the row read last; where alpha is 0 they mean nothing. Not to be changed. */
    byte[] bgr() {
        return bgr;
    }

    /** Of the row read last; not to be changed. */
    byte[] alpha() {
        return alpha;
    }
}
