package io.kirinuki.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** ICC profiles made on the spot (ICC.1:2001-04, version 2.4), and Java's own. */
public final class SampleProfiles {
    private static final int HEADER = 128;

    private SampleProfiles() {}

    static byte[] srgb() {
        return ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    }

    /** The primaries of sRGB, and light itself instead of its root: far from sRGB. */
    static byte[] linear() {
        return ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    }

    static byte[] linearGrey() {
        return ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    }

    /** The primaries of Display P3 (SMPTE EG 432-1, seen under D50) with a plain gamma of 2.2. */
    public static byte[] wide() {
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("rXYZ", xyz(0.5151, 0.2412, -0.0011));
        tags.put("gXYZ", xyz(0.2920, 0.6922, 0.0419));
        tags.put("bXYZ", xyz(0.1571, 0.0666, 0.7841));
        for (String curve : new String[] {"rTRC", "gTRC", "bTRC"}) {
            byte[] gamma = new byte[14];
            start(gamma, "curv").putInt(1).putShort((short) Math.round(2.2 * 256));
            tags.put(curve, gamma);
        }
        return profile("mntr", "RGB ", "XYZ ", tags);
    }

    /** A press: paper is (100, 0, 0) in Lab, cyan (60, -20, -25), all else (50, 40, 0) and, with black, (10, 0, 0). */
    static byte[] press() {
        byte[] tag = new byte[48 + 256 * 4 + 16 * 3 + 256 * 3];
        ByteBuffer table = start(tag, "mft1");
        table.put((byte) 4).put((byte) 3).put((byte) 2).put((byte) 0);
        for (int i = 0; i < 9; i++) table.putInt(i % 4 == 0 ? 1 << 16 : 0);
        for (int i = 0; i < 4 * 256; i++) table.put((byte) i);
        for (int inks = 0; inks < 16; inks++) { // cyan is the highest bit, black the lowest
            if (inks == 0) lab(table, 100, 0, 0);
            else if (inks == 8) lab(table, 60, -20, -25);
            else if ((inks & 1) == 1) lab(table, 10, 0, 0);
            else lab(table, 50, 40, 0);
        }
        for (int i = 0; i < 3 * 256; i++) table.put((byte) i);
        return profile("prtr", "CMYK", "Lab ", Map.of("A2B0", tag));
    }

    private static void lab(ByteBuffer table, int light, int a, int b) {
        table.put((byte) Math.round(light * 2.55)).put((byte) (a + 128)).put((byte) (b + 128));
    }

    private static byte[] xyz(double x, double y, double z) {
        byte[] tag = new byte[20];
        ByteBuffer numbers = start(tag, "XYZ ");
        for (double value : new double[] {x, y, z}) numbers.putInt((int) Math.round(value * 65536));
        return tag;
    }

    private static ByteBuffer start(byte[] tag, String type) {
        return ByteBuffer.wrap(tag).put(latin(type)).putInt(0);
    }

    private static byte[] profile(String kind, String space, String connection, Map<String, byte[]> tags) {
        int length = HEADER + 4 + tags.size() * 12;
        for (byte[] tag : tags.values()) length += (tag.length + 3) / 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(length);
        file.putInt(length).putInt(0).putInt(0x02400000);
        file.put(latin(kind)).put(latin(space)).put(latin(connection));
        file.position(36).put(latin("acsp"));
        file.position(68).putInt(0xf6d6).putInt(0x10000).putInt(0xd32d);
        file.position(HEADER).putInt(tags.size());
        int at = HEADER + 4 + tags.size() * 12;
        for (Map.Entry<String, byte[]> tag : tags.entrySet()) {
            file.put(latin(tag.getKey())).putInt(at).putInt(tag.getValue().length);
            file.put(at, tag.getValue());
            at += (tag.getValue().length + 3) / 4 * 4;
        }
        return file.array();
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
