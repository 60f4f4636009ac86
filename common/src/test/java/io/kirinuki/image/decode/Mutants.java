package io.kirinuki.image.decode;

import io.kirinuki.image.SampleImages;
import io.kirinuki.image.probe.PngHeader;
import io.kirinuki.image.probe.file.HeaderBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Damaged files, made of whole ones: the same for the same seed and number. */
final class Mutants {
    /** What counters, signs and sums go wrong at. */
    private static final int[] EDGES = {
        0,
        1,
        3,
        4,
        8,
        16,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0x40000000,
        0x7fffffff,
        0x80000000,
        0xfffffffe,
        0xffffffff
    };

    /** Bytes that hold a header in most formats. */
    private static final int HEAD = 400;

    private final List<byte[]> seeds;
    private final long seed;

    Mutants(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.seed = seed;
    }

    byte[] mutant(int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        byte[] file = any(random).clone();
        int changes = 1 + random.nextInt(random.nextInt(10) == 0 ? 12 : 3);
        for (int i = 0; i < changes && file.length > 8; i++) file = changed(file, random);
        if (isPng(file) && random.nextInt(4) != 0) repairSums(file);
        return file;
    }

    private byte[] any(SplittableRandom random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] file, SplittableRandom random) {
        int reach = random.nextInt(3) == 0 ? file.length : Math.min(file.length, HEAD);
        int at = random.nextInt(reach);
        int length = Math.min(file.length - at, 1 + random.nextInt(300));
        switch (random.nextInt(14)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) random.nextInt();
            case 2 -> {
                return Arrays.copyOf(file, 1 + random.nextInt(file.length));
            }
            case 3, 4 -> putEdge(file, at, random);
            case 5 -> System.arraycopy(file, at, file, random.nextInt(file.length - length + 1), length);
            case 6 -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                return SampleImages.spliced(file, at, noise);
            }
            case 7 -> {
                return SampleImages.spliced(file, at, Arrays.copyOfRange(file, at, at + length));
            }
            case 8 -> {
                byte[] other = any(random);
                int from = random.nextInt(other.length);
                byte[] mixed = Arrays.copyOf(file, at + other.length - from);
                System.arraycopy(other, from, mixed, at, other.length - from);
                return mixed;
            }
            case 9, 10, 11 -> putLength(file, random);
            case 12 -> {
                byte[] many = new byte[length * (1 + random.nextInt(400))];
                for (int i = 0; i < many.length; i++) many[i] = file[at + i % length];
                return SampleImages.spliced(file, at, many);
            }
            default -> {
                byte[] without = Arrays.copyOf(file, file.length - length);
                System.arraycopy(file, at + length, without, at, without.length - at);
                return without;
            }
        }
        return file;
    }

    private static void putEdge(byte[] file, int at, SplittableRandom random) {
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(file).order(order);
        int edge = EDGES[random.nextInt(EDGES.length)];
        if (random.nextBoolean() && at + 4 <= file.length) buffer.putInt(at, edge);
        else if (at + 2 <= file.length) buffer.putShort(at, (short) edge);
    }

    /** Into a field that says how long something is or how many there are, where the format is known. */
    private static void putLength(byte[] file, SplittableRandom random) {
        boolean little = file[0] == 'I' || file[0] == 'R';
        ByteBuffer buffer = ByteBuffer.wrap(file).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int at;
        if (isPng(file)) {
            at = 8;
            for (int i = random.nextInt(8); i > 0 && at + 4 <= file.length; i--) {
                int next = at + 12 + Math.clamp(Integer.toUnsignedLong(buffer.getInt(at)), 0, file.length);
                if (next + 8 > file.length) break;
                at = next;
            }
        } else if (file[0] == 'R') {
            at = random.nextBoolean() ? 4 : 16;
        } else if (file[0] == 'I' || file[0] == 'M') {
            int directory = Math.clamp(Integer.toUnsignedLong(buffer.getInt(4)), 0, file.length);
            at = directory + 2 + 12 * random.nextInt(16) + 4 + 4 * random.nextInt(2);
        } else {
            at = random.nextInt(Math.min(file.length, 64));
        }
        if (at + 4 <= file.length) buffer.putInt(at, EDGES[random.nextInt(EDGES.length)]);
    }

    private static boolean isPng(byte[] file) {
        return HeaderBytes.of(file, ByteOrder.BIG_ENDIAN, "PNG").has(0, PngHeader.SIGNATURE);
    }

    /** Else no change to a PNG came past its sums. */
    private static void repairSums(byte[] png) {
        ByteBuffer file = ByteBuffer.wrap(png);
        long at = 8;
        while (at + 12 <= png.length) {
            long length = Integer.toUnsignedLong(file.getInt((int) at));
            if (at + 12 + length > png.length) return;
            CRC32 sum = new CRC32();
            sum.update(png, (int) at + 4, (int) length + 4);
            file.putInt((int) (at + 8 + length), (int) sum.getValue());
            at += 12 + length;
        }
    }
}
