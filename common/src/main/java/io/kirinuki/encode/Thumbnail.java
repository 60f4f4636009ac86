package io.kirinuki.encode;

import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import java.util.Arrays;

/**
 * A picture made smaller, each pixel the mean of the area that it covers. Colours count by their alpha, so that whatever
 * lies under transparent pixels does not darken edges; values are averaged as stored, not in linear light.
 *
 * <p>Composed row by row like its source, and holds two rows. Rows must be read from the top. Owned by one thread.
 */
public final class Thumbnail implements RowSource {
    private final Picture source;
    private final PixelSize size;
    private final int channels;
    private final byte[] sourceRow;

    /** Sums of a row: of RGBA, colours times alpha / 255. */
    private final float[] line;

    private final float[] sums;
    private int read; // rows of the source

    private Thumbnail(Picture source, PixelSize size) {
        this.source = source;
        this.size = size;
        this.channels = source.layout().channels();
        this.sourceRow = new byte[source.rowBytes()];
        this.line = new float[size.width() * channels];
        this.sums = new float[size.width() * channels];
    }

    /** Its longer side at most {@code longest}, its shape kept; the picture itself where it is no larger. */
    public static Picture of(Picture picture, int longest) {
        PixelSize size = picture.size();
        int side = Math.max(size.width(), size.height());
        if (side <= longest) return picture;
        PixelSize smaller = new PixelSize(scaled(size.width(), longest, side), scaled(size.height(), longest, side));
        return new Picture(
                smaller, picture.layout(), new Thumbnail(picture, smaller), picture.profile(), picture.remarks());
    }

    private static int scaled(int length, int longest, int side) {
        return (int) Math.max(1, Math.round((double) length * longest / side));
    }

    @Override
    public void read(int y, byte[] row) {
        if (y == 0) {
            read = 0;
            Arrays.fill(sums, 0);
        }
        // In units of a source row divided by the thumbnail's height, in which every border is a whole number.
        long bottom = (long) (y + 1) * source.size().height();
        while (true) {
            long rowTop = (long) read * size.height();
            long rowBottom = rowTop + size.height();
            if (rowTop >= bottom) break; // only where borders coincide
            if (rowTop >= bottom - source.size().height()) load();
            long top = bottom - source.size().height();
            add(Math.min(rowBottom, bottom) - Math.max(rowTop, top));
            if (rowBottom > bottom) break; // the rest of this row belongs to the next pixel
            read++;
        }
        write(row);
        Arrays.fill(sums, 0);
    }

    private void add(long covered) {
        float weight = (float) covered / source.size().height();
        for (int i = 0; i < sums.length; i++) sums[i] += weight * line[i];
    }

    /** Averages a row of the source across. */
    private void load() {
        source.rows().read(read, sourceRow);
        Arrays.fill(line, 0);
        int from = source.size().width();
        int to = size.width();
        float whole = (float) to / from;
        for (int x = 0; x < from; x++) {
            int first = (int) ((long) x * to / from);
            long over = (long) (x + 1) * to - (long) (first + 1) * from; // what reaches into the next pixel
            float next = over > 0 ? (float) over / from : 0;
            collect(x, first, whole - next);
            if (next > 0) collect(x, first + 1, next);
        }
    }

    private void collect(int x, int target, float weight) {
        int at = x * channels;
        int to = target * channels;
        if (source.layout() != Layout.RGBA) {
            for (int c = 0; c < channels; c++) line[to + c] += weight * (sourceRow[at + c] & 0xff);
            return;
        }
        float alpha = weight * (sourceRow[at + 3] & 0xff);
        for (int c = 0; c < 3; c++) line[to + c] += alpha * (sourceRow[at + c] & 0xff);
        line[to + 3] += alpha;
    }

    private void write(byte[] row) {
        if (source.layout() != Layout.RGBA) {
            for (int i = 0; i < row.length; i++) row[i] = (byte) Math.round(sums[i]);
            return;
        }
        for (int at = 0; at < row.length; at += 4) {
            float alpha = sums[at + 3];
            byte rounded = (byte) Math.round(alpha);
            for (int c = 0; c < 3; c++) row[at + c] = rounded == 0 ? 0 : (byte) Math.round(sums[at + c] / alpha);
            row[at + 3] = rounded;
        }
    }
}
