package io.kirinuki.image.heif;

import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;

/**
 * What is to be shown of a coded picture, and how: first a part of it, then turned and mirrored.
 *
 * @param size of the part, as stored
 * @param orientation as EXIF counts them, 1 to 8
 */
record Placement(int left, int top, PixelSize size, int orientation) {
    /**
     * The eight orientations as what becomes of a step to the right, and one down: (x to x, x to y, y to x, y to y), y
     * downward (EXIF 2.32, section 4.6.4).
     */
    private static final int[][] ORIENTATIONS = {
        {1, 0, 0, 1},
        {-1, 0, 0, 1},
        {-1, 0, 0, -1},
        {1, 0, 0, -1},
        {0, 1, 1, 0},
        {0, 1, -1, 0},
        {0, -1, -1, 0},
        {0, -1, 1, 0}
    };

    private static final int[] QUARTER_LEFT = {0, -1, 1, 0};
    private static final int[] TOP_TO_BOTTOM = {1, 0, 0, -1};
    private static final int[] LEFT_TO_RIGHT = {-1, 0, 0, 1};

    /** By the clap, irot and imir boxes of an item, in their order (ISO/IEC 23008-12, sections 6.5.9 to 6.5.12). */
    static Placement of(HeifItem item, PixelSize canvas, byte[] file) throws FailedException {
        Placement placement = new Placement(0, 0, canvas, 1);
        int[] turned = ORIENTATIONS[0];
        for (HeifItem.Property each : item.properties()) {
            BoxBytes box = BoxBytes.of(file, each.content(), each.type());
            switch (each.type()) {
                case "clap" -> {
                    if (orientation(turned) != 1)
                        throw BoxBytes.unsupported("a HEIF picture that is turned before it is cut");
                    placement = placement.cut(box);
                }
                case "irot" -> {
                    for (int i = box.u8() & 3; i > 0; i--) turned = then(turned, QUARTER_LEFT);
                }
                case "imir" -> turned = then(turned, (box.u8() & 1) == 0 ? TOP_TO_BOTTOM : LEFT_TO_RIGHT);
                default -> {}
            }
        }
        return new Placement(placement.left, placement.top, placement.size, orientation(turned));
    }

    private static int[] then(int[] first, int[] second) {
        return new int[] {
            first[0] * second[0] + first[1] * second[2],
            first[0] * second[1] + first[1] * second[3],
            first[2] * second[0] + first[3] * second[2],
            first[2] * second[1] + first[3] * second[3]
        };
    }

    private static int orientation(int[] turned) {
        for (int i = 0; i < ORIENTATIONS.length; i++) {
            if (Arrays.equals(turned, ORIENTATIONS[i])) return i + 1;
        }
        throw new IllegalStateException("turns and mirrors make no more than eight");
    }

    /** Cut by width, height and the centre's distances from that of the picture, each a fraction of two numbers. */
    private Placement cut(BoxBytes box) throws FailedException {
        double width = fraction(box);
        double height = fraction(box);
        double right = fraction(box);
        double down = fraction(box);
        // Fractions of pixels are rounded, and what reaches out is cut off.
        int fromX = (int) Math.max(0, Math.round(right + (size.width() - width) / 2));
        int fromY = (int) Math.max(0, Math.round(down + (size.height() - height) / 2));
        int wide = (int) Math.min(Math.round(width), (long) size.width() - fromX);
        int high = (int) Math.min(Math.round(height), (long) size.height() - fromY);
        if (wide < 1 || high < 1) throw BoxBytes.undecodable("the HEIF's clap box leaves nothing of the picture");
        return new Placement(left + fromX, top + fromY, new PixelSize(wide, high), 1);
    }

    private static double fraction(BoxBytes box) throws FailedException {
        int over = (int) box.u32();
        int under = (int) box.u32();
        if (under == 0) throw BoxBytes.undecodable("the HEIF's clap box divides by 0");
        return (double) over / under;
    }
}
