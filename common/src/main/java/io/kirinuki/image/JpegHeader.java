package io.kirinuki.image;

import io.kirinuki.outcome.Outcome.FailedException;

/**
 * Reads a JPEG's markers up to its picture data (ITU-T T.81, annex B): the frame header has the size, an APP1 segment
 * that begins with {@code Exif} the orientation. Like libjpeg it passes over stray bytes between segments.
 */
final class JpegHeader {
    private static final int TEM = 0x01;
    private static final int SOF0 = 0xc0;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int RST0 = 0xd0;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP1 = 0xe1;

    private JpegHeader() {}

    static ImageHeader read(HeaderBytes jpeg) throws FailedException {
        PixelSize size = null;
        int orientation = 0;
        long at = 2;
        while (true) {
            while (jpeg.u8(at, "picture data") != 0xff) at++;
            while (jpeg.u8(at, "picture data") == 0xff) at++;
            int marker = jpeg.u8(at++, "picture data");
            if (marker == SOS || marker == EOI) break;
            if (marker <= TEM || (marker >= RST0 && marker <= SOI)) continue; // these have no segment

            int length = jpeg.u16(at, "picture data");
            if (isFrameHeader(marker) && size == null) {
                int height = jpeg.u16(at + 3, "height");
                size = jpeg.size(jpeg.u16(at + 5, "width"), height);
            } else if (marker == APP1 && orientation == 0 && jpeg.has(at + 2, "Exif\0\0")) {
                orientation = TiffDirectory.orientation(jpeg.part(at + 8, length - 8L));
            }
            at += length;
        }
        if (size == null) throw HeaderBytes.undecodable("the JPEG has no frame header before its picture data");
        return new ImageHeader(ImageFormat.JPEG, size, Math.max(orientation, 1));
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }
}
