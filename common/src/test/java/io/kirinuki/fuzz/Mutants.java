package io.kirinuki.fuzz;

import io.kirinuki.fuzz.Structure.Number;
import io.kirinuki.fuzz.Structure.Part;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damaged files, made of whole ones: the same for the same seed and number. */
final class Mutants {
    /** What counters, signs and sums go wrong at. */
    private static final int[] EDGES = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        9,
        15,
        16,
        17,
        31,
        32,
        64,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0xffffff,
        0x1000000,
        0x40000000,
        0x7ffffff0,
        0x7fffffff,
        0x80000000,
        0xfffffff0,
        0xfffffffe,
        0xffffffff
    };

    /** Bytes that hold a header in most formats. */
    private static final int HEAD = 400;

    /** No file grows beyond this: what is large takes time, and is tried elsewhere. */
    private static final int LARGEST = 1 << 20;

    private final List<byte[]> seeds;
    private final List<Structure> structures;
    private final long seed;

    Mutants(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.structures = seeds.stream().map(Structure::of).toList();
        this.seed = seed;
    }

    byte[] mutant(long number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        int which = random.nextInt(seeds.size());
        byte[] file = seeds.get(which).clone();
        Structure structure = structures.get(which);
        int changes = 1 + random.nextInt(random.nextInt(8) == 0 ? 12 : 3);
        for (int i = 0; i < changes && file.length > 8; i++) {
            byte[] before = file;
            boolean known = random.nextInt(5) < 3;
            file = known ? restructured(file, structure, random) : changed(file, random);
            if (file.length > LARGEST) file = Arrays.copyOf(file, LARGEST);
            if (file.length != before.length) structure = Structure.of(file);
        }
        if (random.nextInt(8) != 0) Repairs.repair(file, structure.kind());
        return file;
    }

    private byte[] changed(byte[] file, SplittableRandom random) {
        int reach = random.nextInt(3) == 0 ? file.length : Math.min(file.length, HEAD);
        int at = random.nextInt(reach);
        int length = Math.min(file.length - at, 1 + random.nextInt(random.nextInt(3) == 0 ? 300 : 8));
        switch (random.nextInt(10)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) random.nextInt();
            case 2 -> {
                return Arrays.copyOf(file, 1 + random.nextInt(file.length));
            }
            case 3 -> {
                int bytes = Math.min(file.length - at, 1 << random.nextInt(3));
                new Number(at, bytes, random.nextBoolean()).write(file, edge(random));
            }
            case 4 -> System.arraycopy(file, at, file, random.nextInt(file.length - length + 1), length);
            case 5 -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                return replaced(file, at, at, noise);
            }
            case 6 -> {
                return replaced(file, at, at + length, new byte[0]);
            }
            case 7 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length);
                return replaced(file, at, file.length, Arrays.copyOfRange(other, from, other.length));
            }
            case 8 -> {
                byte[] many = new byte[length * (1 + random.nextInt(random.nextInt(6) == 0 ? 400 : 4))];
                for (int i = 0; i < many.length; i++) many[i] = file[at + i % length];
                return replaced(file, at, at, many);
            }
            default -> Arrays.fill(file, at, at + length, (byte) random.nextInt());
        }
        return file;
    }

    private byte[] restructured(byte[] file, Structure structure, SplittableRandom random) {
        List<Part> parts = structure.parts();
        List<Number> numbers = structure.numbers();
        int choice = random.nextInt(10);
        if (choice < 5 || parts.isEmpty()) {
            if (numbers.isEmpty()) return changed(file, random);
            Number number = numbers.get(random.nextInt(numbers.size()));
            number.write(file, altered(number.read(file), random));
            return file;
        }
        Part part = parts.get(random.nextInt(parts.size()));
        byte[] content = Arrays.copyOfRange(file, part.from(), part.to());
        return switch (choice) {
            case 5 -> replaced(file, part.from(), part.to(), new byte[0]);
            case 6 -> replaced(file, part.from(), part.from(), repeated(content, 1 + random.nextInt(3)));
            case 7 -> {
                Part place = parts.get(random.nextInt(parts.size()));
                yield replaced(file, place.from(), place.from(), content);
            }
            case 8 -> {
                Part place = parts.get(random.nextInt(parts.size()));
                yield replaced(file, place.from(), place.to(), partOfAnother(structure.kind(), content, random));
            }
            default -> Repairs.repacked(file, structure.kind(), part, random);
        };
    }

    private byte[] partOfAnother(Structure.Kind kind, byte[] otherwise, SplittableRandom random) {
        for (int i = 0; i < 20; i++) {
            int which = random.nextInt(seeds.size());
            List<Part> parts = structures.get(which).parts();
            if (structures.get(which).kind() != kind || parts.isEmpty()) continue;
            Part part = parts.get(random.nextInt(parts.size()));
            return Arrays.copyOfRange(seeds.get(which), part.from(), part.to());
        }
        return otherwise;
    }

    private static int altered(int value, SplittableRandom random) {
        return switch (random.nextInt(7)) {
            case 0 -> value + 1;
            case 1 -> value - 1;
            case 2 -> value * 2;
            case 3 -> value ^ 1 << random.nextInt(32);
            case 4 -> random.nextInt(300);
            default -> edge(random);
        };
    }

    private static int edge(SplittableRandom random) {
        return EDGES[random.nextInt(EDGES.length)];
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[Math.min(bytes.length * times, LARGEST)];
        for (int i = 0; i < all.length; i++) all[i] = bytes[i % bytes.length];
        return all;
    }

    /** With other bytes instead of those in between. */
    static byte[] replaced(byte[] file, int from, int to, byte[] other) {
        byte[] mixed = new byte[file.length - (to - from) + other.length];
        System.arraycopy(file, 0, mixed, 0, from);
        System.arraycopy(other, 0, mixed, from, other.length);
        System.arraycopy(file, to, mixed, from + other.length, file.length - to);
        return mixed;
    }
}
