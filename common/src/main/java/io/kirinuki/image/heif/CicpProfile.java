package io.kirinuki.image.heif;

import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * An ICC profile (ICC.1:2022) that says what the numbers of H.273 say: three primaries and a curve, seen by the white of
 * prints. The many that video writers call their curve by, of BT.601, 709 and 2020, pass for sRGB's, as they do elsewhere:
 * who writes them to stills means what a screen shows.
 */
final class CicpProfile {
    private static final double[] D65 = {0.3127, 0.3290};
    private static final double[] C = {0.310, 0.316};
    private static final double[] DCI = {0.314, 0.351};
    private static final double[] D50_XYZ = {0.9642, 1, 0.8249};

    /** Of red, green and blue, then white: x and y (ITU-T H.273, table 2). */
    private static final Map<Integer, double[][]> PRIMARIES = Map.of(
            1, new double[][] {{0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, D65},
            4, new double[][] {{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, C},
            5, new double[][] {{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, D65},
            6, new double[][] {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, D65},
            7, new double[][] {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, D65},
            8, new double[][] {{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, C},
            9, new double[][] {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, D65},
            11, new double[][] {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, DCI},
            12, new double[][] {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, D65},
            22, new double[][] {{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, D65});

    private static final int SRGB = 1;

    /** Bradford's matrix: what the eye's three receptors see. */
    private static final double[][] RECEPTORS = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    private static final int HEAD = 128;

    private CicpProfile() {}

    /** Empty where the numbers say sRGB, or nothing. */
    static Optional<byte[]> of(Cicp colours) {
        boolean usual = colours.primaries() == SRGB || !PRIMARIES.containsKey(colours.primaries());
        Optional<byte[]> curve = curve(colours.transfer());
        if (usual && curve.isEmpty()) return Optional.empty();
        double[][] primaries = PRIMARIES.get(usual ? SRGB : colours.primaries());
        return Optional.of(profile(primaries, curve.orElse(srgbCurve())));
    }

    /** Fails where a curve is of another kind of picture: such numbers on a screen are no photo. */
    static void check(Cicp colours) throws FailedException {
        switch (colours.transfer()) {
            case 9, 10 -> throw BoxBytes.unsupported("a HEIF picture of logarithmic values; save it as sRGB");
            case 16 -> throw BoxBytes.unsupported("a HEIF picture of high dynamic range (PQ); save it as sRGB");
            case 18 -> throw BoxBytes.unsupported("a HEIF picture of high dynamic range (HLG); save it as sRGB");
            default -> {}
        }
    }

    /** Empty where it passes for sRGB's. */
    private static Optional<byte[]> curve(int transfer) {
        return switch (transfer) {
            case 4 -> Optional.of(parametric(0, 2.2));
            case 5 -> Optional.of(parametric(0, 2.8));
            case 8 -> Optional.of(parametric(0, 1));
            case 17 -> Optional.of(parametric(0, 2.6));
            default -> Optional.empty();
        };
    }

    private static byte[] srgbCurve() {
        return parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
    }

    private static byte[] parametric(int kind, double... parameters) {
        return BoxWriter.joined(
                BoxWriter.bytes("para"), BoxWriter.u32(0), BoxWriter.u16(kind), BoxWriter.u16(0), fixed(parameters));
    }

    private static byte[] profile(double[][] primaries, byte[] curve) {
        double[][] adaptation = adaptation(xyz(primaries[3]));
        double[][] colorants = product(adaptation, colorants(primaries));
        byte[] name = text("by H.273");
        byte[] rights = text("none");
        byte[] white = numbers("XYZ ", D50_XYZ);
        byte[] adapted = numbers("sf32", row(adaptation));
        byte[][] columns = new byte[3][];
        for (int i = 0; i < 3; i++) {
            columns[i] = numbers("XYZ ", new double[] {colorants[0][i], colorants[1][i], colorants[2][i]});
        }
        byte[][] parts = {name, rights, white, adapted, columns[0], columns[1], columns[2], curve};
        String[] tags = {"desc", "cprt", "wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
        int start = HEAD + 4 + 12 * tags.length;
        int length = start;
        for (byte[] part : parts) length += padded(part);
        ByteBuffer icc = ByteBuffer.allocate(length);
        icc.putInt(length).putInt(0).putInt(0x04300000).put(BoxWriter.bytes("mntrRGB XYZ "));
        icc.putShort(24, (short) 2026).putShort(26, (short) 1).putShort(28, (short) 1);
        icc.position(36).put(BoxWriter.bytes("acsp"));
        icc.position(68).put(fixed(D50_XYZ));
        icc.position(HEAD).putInt(tags.length);
        int at = start;
        for (int i = 0; i < tags.length; i++) {
            byte[] part = parts[Math.min(i, parts.length - 1)]; // the three colours share a curve
            icc.put(BoxWriter.bytes(tags[i])).putInt(at).putInt(part.length);
            if (i < parts.length - 1) at += padded(part);
        }
        for (byte[] part : parts) {
            icc.put(part);
            icc.position(icc.position() + padded(part) - part.length);
        }
        return icc.array();
    }

    private static int padded(byte[] part) {
        return (part.length + 3) / 4 * 4;
    }

    private static byte[] text(String text) {
        byte[] characters = text.getBytes(StandardCharsets.UTF_16BE);
        return BoxWriter.joined(
                BoxWriter.bytes("mluc"),
                BoxWriter.u32(0),
                BoxWriter.u32(1),
                BoxWriter.u32(12),
                BoxWriter.bytes("enUS"),
                BoxWriter.u32(characters.length),
                BoxWriter.u32(28),
                characters);
    }

    private static byte[] numbers(String kind, double[] numbers) {
        return BoxWriter.joined(BoxWriter.bytes(kind), BoxWriter.u32(0), fixed(numbers));
    }

    /** As ICC's numbers of 16 bits before and 16 behind the point. */
    private static byte[] fixed(double... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
        for (double number : numbers) bytes.putInt((int) Math.round(number * 65_536));
        return bytes.array();
    }

    private static double[] row(double[][] matrix) {
        double[] row = new double[9];
        for (int i = 0; i < 9; i++) row[i] = matrix[i / 3][i % 3];
        return row;
    }

    private static double[] xyz(double[] chromaticity) {
        double x = chromaticity[0];
        double y = chromaticity[1];
        return new double[] {x / y, 1, (1 - x - y) / y};
    }

    /** The primaries in columns, each as bright as makes them white together. */
    private static double[][] colorants(double[][] primaries) {
        double[][] columns = new double[3][3];
        for (int i = 0; i < 3; i++) {
            double[] primary = xyz(primaries[i]);
            for (int k = 0; k < 3; k++) columns[k][i] = primary[k];
        }
        double[] shares = product(inverse(columns), xyz(primaries[3]));
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) columns[k][i] *= shares[i];
        }
        return columns;
    }

    /** From that white to D50's. */
    private static double[][] adaptation(double[] white) {
        double[] theirs = product(RECEPTORS, white);
        double[] ours = product(RECEPTORS, D50_XYZ);
        double[][] scaled = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) scaled[i][k] = RECEPTORS[i][k] * ours[i] / theirs[i];
        }
        return product(inverse(RECEPTORS), scaled);
    }

    private static double[] product(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) product[i] += matrix[i][k] * vector[k];
        }
        return product;
    }

    private static double[][] product(double[][] one, double[][] other) {
        double[][] product = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                for (int m = 0; m < 3; m++) product[i][k] += one[i][m] * other[m][k];
            }
        }
        return product;
    }

    private static double[][] inverse(double[][] m) {
        double[][] inverse = new double[3][3];
        double determinant = 0;
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                int a = (k + 1) % 3;
                int b = (k + 2) % 3;
                int c = (i + 1) % 3;
                int d = (i + 2) % 3;
                inverse[i][k] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
            }
            determinant += m[0][i] * inverse[i][0];
        }
        for (double[] line : inverse) {
            for (int k = 0; k < 3; k++) line[k] /= determinant;
        }
        return inverse;
    }
}
