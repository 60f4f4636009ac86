package io.kirinuki.image.probe.jpeg;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Whether the picture data of a JPEG hold the picture. What is missing or garbled costs libjpeg no more than a warning that
 * nobody hears: the rest becomes grey, or slips. So the codes are gone over without a picture being made of them (ITU-T T.81,
 * annexes F and G), in some two hundredths of the time that an image takes.
 *
 * <p>A photo that lacks no more than a row of blocks at its end is taken for one. Not gone over: scans that refine the
 * coefficients of earlier ones, whose codes depend on those, arithmetic codes, and codes without a table.
 */
public final class JpegData {
    private static final int DHT = 0xc4;
    private static final int DRI = 0xdd;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int BLOCK = 8;
    private static final int COEFFICIENTS = 64;
    /** How much of a picture may be missing, beside the bound of one row of blocks. */
    private static final int PART = 50;

    private final HeaderBytes jpeg;
    private final JpegCodes[] tables = new JpegCodes[8];
    private Component[] components = {};
    private PixelSize size;
    private boolean progressive;
    private int restartInterval;

    private static final class Component {
        private final int id;
        private final int across;
        private final int down;
        /** Of each coefficient, how many of its low bits are still to come; all of them where no scan had it. */
        private final int[] missing = new int[COEFFICIENTS];

        private Component(int id, int across, int down) {
            this.id = id;
            this.across = across;
            this.down = down;
            Arrays.fill(missing, Integer.MAX_VALUE);
        }
    }

    private JpegData(HeaderBytes jpeg) {
        this.jpeg = jpeg;
    }

    /** Fails where so much is missing, or so garbled, that people would not call it the photo. */
    public static void check(HeaderBytes jpeg) throws FailedException {
        new JpegData(jpeg).check();
    }

    private void check() throws FailedException {
        long at = 2;
        while (true) {
            at = marker(at);
            if (at < 0) break;
            int marker = jpeg.u8(at + 1, "marker");
            if (marker == JpegSegments.EOI) break;
            if (marker <= 1 || (marker >= RST0 && marker <= RST7 + 1)) {
                at += 2;
                continue;
            }
            int length = jpeg.u16(at + 2, "segment");
            HeaderBytes content = jpeg.part(at + 4, Math.max(0, length - 2));
            at += 2 + length;
            if (marker == DHT) {
                readTables(content);
            } else if (marker == DRI) {
                restartInterval = content.u16(0, "restart interval");
            } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc8 && marker != 0xcc) {
                if (marker > 0xc2) return; // arithmetic, or refused before
                if (components.length == 0) readFrame(content, marker == 0xc2);
            } else if (marker == JpegSegments.SOS) {
                at = checkScan(content, at);
            }
        }
        checkAllIsThere();
    }

    /** Where the next one stands; below 0 where none does. */
    private long marker(long from) throws FailedException {
        long at = jpeg.next(from, 0xff);
        while (at + 1 < jpeg.length()) {
            int next = jpeg.u8(at + 1, "marker");
            if (next != 0 && next != 0xff) return at;
            at = jpeg.next(at + 1, 0xff);
        }
        return -1;
    }

    private void readTables(HeaderBytes content) throws FailedException {
        for (long at = 0; at < content.length(); ) {
            int kind = content.u8(at, "table of codes");
            JpegCodes codes = JpegCodes.read(content, at + 1);
            tables[(kind >> 4 & 1) * 4 + (kind & 3)] = codes;
            at += 17L + codes.count();
        }
    }

    private void readFrame(HeaderBytes content, boolean progressive) throws FailedException {
        this.progressive = progressive;
        size = jpeg.size(content.u16(3, "width"), content.u16(1, "height"));
        components = new Component[content.u8(5, "number of components")];
        for (int i = 0; i < components.length; i++) {
            int sampling = content.u8(7 + 3L * i, "sampling");
            if ((sampling >> 4) == 0 || (sampling & 15) == 0) {
                throw HeaderBytes.undecodable("the JPEG's component %d is sampled 0 times".formatted(i + 1));
            }
            components[i] = new Component(content.u8(6 + 3L * i, "component"), sampling >> 4, sampling & 15);
        }
    }

    /** One scan as it is to be gone over. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Scan(Component[] parts, JpegCodes[] dc, JpegCodes[] ac, int first, int last, int low) {}

    /** Returns where the search for the next marker begins. */
    private long checkScan(HeaderBytes content, long data) throws FailedException {
        int count = content.u8(0, "scan");
        if (count == 0) throw HeaderBytes.undecodable("a scan of the JPEG names no component");
        Component[] parts = new Component[count];
        JpegCodes[] dc = new JpegCodes[count];
        JpegCodes[] ac = new JpegCodes[count];
        for (int i = 0; i < count; i++) {
            parts[i] = component(content.u8(1 + 2L * i, "scan"));
            int codes = content.u8(2 + 2L * i, "scan");
            dc[i] = tables[codes >> 4 & 3];
            ac[i] = tables[4 + (codes & 3)];
        }
        int first = progressive ? content.u8(1 + 2L * count, "scan") : 0;
        int last = progressive ? content.u8(2 + 2L * count, "scan") : COEFFICIENTS - 1;
        int bits = progressive ? content.u8(3 + 2L * count, "scan") : 0;
        if (last >= COEFFICIENTS || first > last) {
            throw HeaderBytes.undecodable("a scan of the JPEG has coefficients %d to %d".formatted(first, last));
        }
        for (Component part : parts) Arrays.fill(part.missing, first, last + 1, bits & 15);
        if (bits >> 4 > 0 || !areThere(dc, ac, first, last)) return data;
        return walk(new Scan(parts, dc, ac, first, last, bits & 15), data);
    }

    /** Frames of a film may leave theirs out, and libjpeg knows the usual ones. */
    private static boolean areThere(JpegCodes[] dc, JpegCodes[] ac, int first, int last) {
        boolean starts = first > 0 || Arrays.stream(dc).allMatch(Objects::nonNull);
        return starts && (last == 0 || Arrays.stream(ac).allMatch(Objects::nonNull));
    }

    private Component component(int id) throws FailedException {
        for (Component each : components) if (each.id == id) return each;
        throw HeaderBytes.undecodable("a scan of the JPEG names component %d, which it does not have".formatted(id));
    }

    private long walk(Scan scan, long data) throws FailedException {
        int mostAcross = 1;
        int mostDown = 1;
        for (Component each : components) {
            mostAcross = Math.max(mostAcross, each.across);
            mostDown = Math.max(mostDown, each.down);
        }
        long unitWidth = (long) BLOCK * mostAcross;
        long unitHeight = (long) BLOCK * mostDown;
        boolean single = scan.parts.length == 1;
        Component only = scan.parts[0];
        // One component by itself comes in its own blocks, several in units that hold some of each (A.2).
        long wide = single ? blocks(size.width(), only.across, mostAcross) : (size.width() + unitWidth - 1) / unitWidth;
        long high = single ? blocks(size.height(), only.down, mostDown) : (size.height() + unitHeight - 1) / unitHeight;
        JpegWalk walk = new JpegWalk(jpeg, data);
        long units = wide * high;
        long done = 0;
        try {
            int left = restartInterval;
            for (; done < units; done++) {
                if (restartInterval > 0 && left-- == 0) {
                    walk.restart();
                    left = restartInterval - 1;
                }
                for (int i = 0; i < scan.parts.length; i++) {
                    int each = single ? 1 : scan.parts[i].across * scan.parts[i].down;
                    for (int block = 0; block < each; block++) {
                        if (progressive) walk.first(scan.dc[i], scan.ac[i], scan.first, scan.last);
                        else walk.block(scan.dc[i], scan.ac[i]);
                    }
                }
            }
        } catch (JpegWalk.EndException end) {
            if (units - done > Math.min(wide, units / PART)) {
                throw HeaderBytes.undecodable(
                        "the JPEG's picture data %s after %d of %d blocks".formatted(end.getMessage(), done, units));
            }
        }
        return walk.at();
    }

    private static long blocks(int pixels, int sampled, int most) {
        long samples = ((long) pixels * sampled + most - 1) / most;
        return (samples + BLOCK - 1) / BLOCK;
    }

    private void checkAllIsThere() throws FailedException {
        for (Component each : components) {
            boolean whole = each == components[0]
                    ? Arrays.stream(each.missing).allMatch(bits -> bits == 0)
                    : each.missing[0] == 0;
            if (!whole) throw HeaderBytes.undecodable("the JPEG ends before its last scans");
        }
    }
}
