package io.kirinuki.image.decode;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * CIE 1976 L*a*b* under D50, 8 bits each, as TIFFs of print have it (TIFF 6.0, section 23; TIFF Technical Note 4), made sRGB
 * (IEC 61966-2-1) by Bradford's adaptation to D65. libtiff leaves the adaptation out, and paper comes out yellow.
 */
final class Lab {
    /** XYZ under D50, white of Y = 1, to linear red, green and blue of sRGB. */
    private static final double[][] LINEAR = {
        {3.1338561, -1.6168667, -0.4906146},
        {-0.9787684, 1.9161415, 0.0334540},
        {0.0719453, -0.2289914, 1.4052427}
    };

    private static final double[] WHITE = {0.96422, 1, 0.82521};
    private static final int STEPS = 1 << 14;
    private static final byte[] CODED = coded();

    private Lab() {}

    private static byte[] coded() {
        byte[] values = new byte[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            double linear = (double) i / STEPS;
            double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
            values[i] = (byte) Math.round(255 * value);
        }
        return values;
    }

    /**
     * Changes the picture itself.
     *
     * @param stored b, a and L, as colours are blue, green and red
     * @param signed whether a and b are; else 128 is added to them
     */
    static void toSrgb(Mat stored, boolean signed) {
        byte[] row = new byte[stored.cols() * 3];
        double[] xyz = new double[3];
        for (int y = 0; y < stored.rows(); y++) {
            stored.ptr(y).get(row);
            for (int at = 0; at < row.length; at += 3) {
                double a = signed ? row[at + 1] : (row[at + 1] & 0xff) - 128;
                double b = signed ? row[at] : (row[at] & 0xff) - 128;
                double lightness = ((row[at + 2] & 0xff) * 100 / 255.0 + 16) / 116;
                xyz[0] = WHITE[0] * linear(lightness + a / 500);
                xyz[1] = WHITE[1] * linear(lightness);
                xyz[2] = WHITE[2] * linear(lightness - b / 200);
                for (int c = 0; c < 3; c++) row[at + 2 - c] = colour(LINEAR[c], xyz);
            }
            stored.ptr(y).put(row);
        }
    }

    /** What the cube root of CIE L*a*b* was taken of, or what stands for it near black. */
    private static double linear(double root) {
        return root > 6.0 / 29 ? root * root * root : 3 * 36.0 / 841 * (root - 4.0 / 29);
    }

    private static byte colour(double[] by, double[] xyz) {
        double linear = by[0] * xyz[0] + by[1] * xyz[1] + by[2] * xyz[2];
        return CODED[(int) Math.round(Math.max(0, Math.min(1, linear)) * STEPS)];
    }
}
