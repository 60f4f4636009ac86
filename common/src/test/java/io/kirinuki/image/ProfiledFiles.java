package io.kirinuki.image;

import static io.kirinuki.image.SampleProfiles.latin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DeflaterOutputStream;

/** Puts a profile into files that have none. */
public final class ProfiledFiles {
    private ProfiledFiles() {}

    /** In APP2 segments of at most that many bytes of profile, the last one first. */
    static byte[] jpeg(byte[] jpeg, byte[] profile, int most) {
        int count = (profile.length + most - 1) / most;
        byte[] file = jpeg;
        for (int i = 0; i < count; i++) {
            int length = Math.min(most, profile.length - i * most);
            ByteBuffer segment = ByteBuffer.allocate(18 + length);
            segment.putShort((short) 0xffe2).putShort((short) (16 + length)).put(latin("ICC_PROFILE\0"));
            segment.put((byte) (i + 1)).put((byte) count).put(profile, i * most, length);
            file = SampleImages.spliced(file, 2, segment.array());
        }
        return file;
    }

    public static byte[] png(byte[] png, byte[] profile) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(latin("any name\0\0"));
        try (var deflated = new DeflaterOutputStream(content)) {
            deflated.write(profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SampleImages.spliced(png, 33, SampleImages.chunk("iCCP", content.toByteArray()));
    }

    /** Of a plain WebP of that size; without its even padding, profiles here being even. */
    static byte[] webp(byte[] webp, PixelSize size, byte[] profile) {
        ByteBuffer chunks = ByteBuffer.allocate(26 + profile.length).order(ByteOrder.LITTLE_ENDIAN);
        chunks.put(latin("VP8X")).putInt(10).putInt(0x20);
        chunks.put(new byte[] {(byte) (size.width() - 1), 0, 0, (byte) (size.height() - 1), 0, 0});
        chunks.put(latin("ICCP")).putInt(profile.length).put(profile);
        byte[] file = SampleImages.spliced(webp, 12, chunks.array());
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - 8);
        return file;
    }

    /** Appended, with a directory that has one entry more. */
    static byte[] tiff(byte[] tiff, byte[] profile) {
        ByteOrder order = tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer old = ByteBuffer.wrap(tiff).order(order);
        int directory = old.getInt(4);
        int entries = old.getShort(directory);
        int profileAt = (tiff.length + 1) / 2 * 2;
        int directoryAt = profileAt + (profile.length + 1) / 2 * 2;
        ByteBuffer file =
                ByteBuffer.allocate(directoryAt + 2 + (entries + 1) * 12 + 4).order(order);
        file.put(tiff).putInt(4, directoryAt).put(profileAt, profile);
        file.position(directoryAt).putShort((short) (entries + 1)).put(tiff, directory + 2, entries * 12);
        file.putShort((short) 34675).putShort((short) 7).putInt(profile.length).putInt(profileAt);
        return file.putInt(0).array();
    }
}
