package io.kirinuki.image.compose;

import io.kirinuki.image.ColourTransform;
import io.kirinuki.image.Picture;
import io.kirinuki.image.RowSource;
import java.util.Optional;

/** Rows of a picture of colours made grey: luma of sRGB, 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601). Owned by one thread. */
final class GreyRows implements RowSource {
    private final RowSource picture;
    private final int channels;
    private final Optional<ColourTransform> toSrgb;
    private final byte[] row;
    private final byte[] rgb;

    private GreyRows(Picture picture) {
        this.picture = picture.rows();
        this.channels = picture.layout().channels();
        this.toSrgb = picture.profile().flatMap(ColourTransform::toSrgb).filter(transform -> !transform.isNeutral());
        this.row = new byte[picture.rowBytes()];
        this.rgb = new byte[3 * picture.size().width()];
    }

    /** Opaque pictures become pictures of grey, others keep their alpha; neither has a profile. */
    static Picture of(Picture picture) {
        Picture.Layout layout = picture.layout() == Picture.Layout.RGBA ? Picture.Layout.RGBA : Picture.Layout.GREY;
        return new Picture(picture.size(), layout, new GreyRows(picture)).with(picture.remarks());
    }

    @Override
    public void read(int y, byte[] grey) {
        picture.read(y, row);
        for (int x = 0; 3 * x < rgb.length; x++) System.arraycopy(row, channels * x, rgb, 3 * x, 3);
        byte[] colours = toSrgb.isPresent() ? toSrgb.get().apply(rgb) : rgb;
        for (int x = 0; 3 * x < colours.length; x++) {
            byte luma = luma(colours[3 * x] & 0xff, colours[3 * x + 1] & 0xff, colours[3 * x + 2] & 0xff);
            if (channels == 3) {
                grey[x] = luma;
            } else {
                for (int c = 0; c < 3; c++) grey[4 * x + c] = row[4 * x + 3] == 0 ? 0 : luma;
                grey[4 * x + 3] = row[4 * x + 3];
            }
        }
    }

    private static byte luma(int red, int green, int blue) {
        return (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
    }
}
