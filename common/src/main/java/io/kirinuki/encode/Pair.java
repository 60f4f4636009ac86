package io.kirinuki.encode;

import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * Two pictures side by side, before and after, each made as high as the lower one; composed row by row like its sources.
 * Rows must be read from the top. Owned by one thread.
 */
public final class Pair implements RowSource {
    private static final int GAP = 8;

    private final Picture before;
    private final Picture after;
    private final Optional<ColourTransform> change;
    private final byte[] left;
    private final byte[] right;

    private Pair(Picture before, Picture after) {
        this.before = before;
        this.after = after;
        boolean same = before.profile().equals(after.profile());
        this.change = same ? Optional.empty() : before.profile().flatMap(ColourTransform::fromSrgb);
        this.left = new byte[before.rowBytes()];
        this.right = new byte[after.rowBytes()];
    }

    /** Neither may have alpha. Colours are the first one's, and so are its remarks; one that is grey is of sRGB. */
    public static Picture of(Picture before, Picture after) {
        if (before.layout() != Layout.RGB || after.layout() == Layout.RGBA) {
            throw new IllegalArgumentException(
                    "pictures without alpha expected, not %s and %s".formatted(before.layout(), after.layout()));
        }
        int height = Math.min(before.size().height(), after.size().height());
        Picture first = asHigh(before, height);
        Picture second = asHigh(after, height);
        PixelSize size = new PixelSize(
                Math.addExact(
                        Math.addExact(first.size().width(), GAP), second.size().width()),
                height);
        return new Picture(size, Layout.RGB, new Pair(first, second), before.profile(), before.remarks());
    }

    /** Within a pixel. */
    private static Picture asHigh(Picture picture, int height) {
        PixelSize size = picture.size();
        int longest = (int) Math.ceil((double) Math.max(size.width(), size.height()) * height / size.height());
        return Thumbnail.of(picture, longest);
    }

    /** What a rounded height leaves over, and what is between them, is white. */
    @Override
    public void read(int y, byte[] row) {
        Arrays.fill(row, (byte) 0xff);
        if (y < before.size().height()) {
            before.rows().read(y, left);
            System.arraycopy(left, 0, row, 0, left.length);
        }
        if (y >= after.size().height()) return;
        after.rows().read(y, right);
        byte[] colours = right;
        if (after.layout() == Layout.GREY) {
            colours = new byte[3 * right.length];
            for (int i = 0; i < colours.length; i++) colours[i] = right[i / 3];
        }
        if (change.isPresent()) colours = change.get().apply(colours);
        System.arraycopy(colours, 0, row, left.length + 3 * GAP, colours.length);
    }
}
