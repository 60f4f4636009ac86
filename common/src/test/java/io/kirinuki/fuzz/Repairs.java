package io.kirinuki.fuzz;

import io.kirinuki.fuzz.Structure.Part;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Makes sums and packing of a changed file right again: else nothing gets past them, and what is behind is never tried. */
final class Repairs {
    private static final int MOST_UNPACKED = 1 << 20;
    private static final int CHUNK_HEAD = 8;
    private static final int CHUNK = 12;

    private Repairs() {}

    static void repair(byte[] file, Structure.Kind kind) {
        if (kind == Structure.Kind.PNG) sums(file);
        if (kind == Structure.Kind.RIFF && file.length > CHUNK_HEAD) {
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - CHUNK_HEAD);
        }
    }

    private static void sums(byte[] png) {
        ByteBuffer file = ByteBuffer.wrap(png);
        long at = 8;
        while (at + CHUNK <= png.length) {
            long length = Integer.toUnsignedLong(file.getInt((int) at));
            if (at + CHUNK + length > png.length) return;
            CRC32 sum = new CRC32();
            sum.update(png, (int) at + 4, (int) length + 4);
            file.putInt((int) (at + CHUNK_HEAD + length), (int) sum.getValue());
            at += CHUNK + length;
        }
    }

    /** The part with a byte changed in its content: of a PNG's compressed one before it is packed anew. */
    static byte[] repacked(byte[] file, Structure.Kind kind, Part part, SplittableRandom random) {
        if (kind != Structure.Kind.PNG || part.length() <= CHUNK) {
            file[part.from() + random.nextInt(part.length())] = (byte) random.nextInt();
            return file;
        }
        byte[] packed = Arrays.copyOfRange(file, part.from() + CHUNK_HEAD, part.to() - 4);
        byte[] content = unpacked(packed);
        for (int i = random.nextInt(4); i >= 0 && content.length > 0; i--) {
            content[random.nextInt(content.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) content = Arrays.copyOf(content, random.nextInt(2 * content.length + 2));
        byte[] anew = packed(content);
        byte[] chunk = ByteBuffer.allocate(CHUNK + anew.length)
                .putInt(anew.length)
                .put(file, part.from() + 4, 4)
                .put(anew)
                .array();
        return Mutants.replaced(file, part.from(), part.to(), chunk);
    }

    /** As much as can be unpacked. */
    private static byte[] unpacked(byte[] packed) {
        Inflater inflater = new Inflater();
        inflater.setInput(packed);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        try {
            int got;
            while (content.size() < MOST_UNPACKED && (got = inflater.inflate(buffer)) > 0)
                content.write(buffer, 0, got);
        } catch (DataFormatException damaged) {
            // What came before the damage will do.
        } finally {
            inflater.end();
        }
        return content.toByteArray();
    }

    private static byte[] packed(byte[] content) {
        Deflater deflater = new Deflater(1);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        while (!deflater.finished()) packed.write(buffer, 0, deflater.deflate(buffer));
        deflater.end();
        return packed.toByteArray();
    }
}
