package io.kirinuki.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file of a known format is put together of, as far as that can be made out; of a damaged one up to the damage. Knows
 * the formats by their specifications and nothing of the engine, so that it makes no mistake twice.
 *
 * @param parts chunks, segments, tags and blocks, in the order of the file
 * @param numbers lengths, kinds, counts, sizes and places
 */
record Structure(Kind kind, List<Part> parts, List<Number> numbers) {
    enum Kind {
        PNG,
        JPEG,
        RIFF,
        TIFF,
        GIF,
        BMP,
        PNM,
        UNKNOWN
    }

    /** From its first byte to before its last. */
    record Part(int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** A whole number of one to four bytes. */
    record Number(int at, int bytes, boolean little) {
        int read(byte[] file) {
            int value = 0;
            for (int i = 0; i < bytes; i++) value |= (file[at + i] & 0xff) << 8 * (little ? i : bytes - 1 - i);
            return value;
        }

        void write(byte[] file, int value) {
            for (int i = 0; i < bytes; i++) file[at + i] = (byte) (value >> 8 * (little ? i : bytes - 1 - i));
        }
    }

    static Structure of(byte[] file) {
        Finder finder = new Finder(file);
        Kind kind = finder.kind();
        switch (kind) {
            case PNG -> finder.png();
            case JPEG -> finder.jpeg();
            case RIFF -> finder.riff(12, file.length);
            case TIFF -> finder.tiff();
            case GIF -> finder.gif();
            case BMP -> finder.bmp();
            case PNM, UNKNOWN -> finder.words();
        }
        return new Structure(kind, finder.parts, finder.numbers);
    }

    private static final class Finder {
        private static final int MOST = 400;

        private final byte[] file;
        private final List<Part> parts = new ArrayList<>();
        private final List<Number> numbers = new ArrayList<>();

        private Finder(byte[] file) {
            this.file = file;
        }

        private Kind kind() {
            String start = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
            if (start.startsWith("\u0089PNG")) return Kind.PNG;
            if (start.startsWith("\u00ff\u00d8")) return Kind.JPEG;
            if (start.startsWith("RIFF")) return Kind.RIFF;
            if (start.startsWith("II*") || start.startsWith("MM\0*")) return Kind.TIFF;
            if (start.startsWith("GIF8")) return Kind.GIF;
            if (start.startsWith("BM")) return Kind.BMP;
            return start.matches("P[1-7]\\s.*") ? Kind.PNM : Kind.UNKNOWN;
        }

        private boolean has(long at, int bytes) {
            return at >= 0 && at + bytes <= file.length && parts.size() < MOST && numbers.size() < MOST;
        }

        private int byteAt(int at) {
            return file[at] & 0xff;
        }

        private void number(int at, int bytes, boolean little) {
            if (has(at, bytes)) numbers.add(new Number(at, bytes, little));
        }

        private void png() {
            int at = 8;
            while (has(at, 12)) {
                long length = Integer.toUnsignedLong(ByteBuffer.wrap(file).getInt(at));
                number(at, 4, false);
                number(at + 4, 4, false);
                String name = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
                if (name.equals("IHDR")) {
                    number(at + 8, 4, false);
                    number(at + 12, 4, false);
                    for (int i = 16; i < 21; i++) number(at + i, 1, false);
                }
                if (!has(at + 12 + length, 0)) return;
                int end = Math.toIntExact(at + 12 + length);
                parts.add(new Part(at, end));
                at = end;
            }
        }

        private void jpeg() {
            int at = 2;
            while (has(at, 4) && byteAt(at) == 0xff) {
                int marker = byteAt(at + 1);
                int end = at + 2 + (byteAt(at + 2) << 8 | byteAt(at + 3));
                number(at + 1, 1, false);
                number(at + 2, 2, false);
                if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4) {
                    number(at + 5, 2, false);
                    number(at + 7, 2, false);
                }
                boolean small = end - at < 30;
                for (int i = at + 4; i < (small ? end : at + 6); i++) number(i, 1, false);
                if (marker == 0xda) {
                    while (has(end, 2) && (byteAt(end) != 0xff || byteAt(end + 1) == 0 || isRestart(byteAt(end + 1)))) {
                        end++;
                    }
                }
                if (!has(end, 0)) return;
                parts.add(new Part(at, end));
                at = end;
            }
        }

        private static boolean isRestart(int marker) {
            return marker >= 0xd0 && marker <= 0xd7;
        }

        private void riff(int from, int to) {
            int at = from;
            if (from == 12) number(4, 4, true);
            while (has(at, 8) && at + 8 <= to) {
                long length = Integer.toUnsignedLong(
                        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4));
                number(at, 4, true);
                number(at + 4, 4, true);
                for (int i = 8; i < 20; i++) number(at + i, 1, true);
                String name = new String(file, at, 4, StandardCharsets.ISO_8859_1);
                long end = at + 8 + length + (length & 1);
                if (!has(end, 0)) return;
                parts.add(new Part(at, Math.toIntExact(end)));
                if (name.equals("ANMF")) riff(at + 8 + 16, Math.toIntExact(end));
                at = Math.toIntExact(end);
            }
        }

        private void tiff() {
            boolean little = file[0] == 'I';
            ByteBuffer words = ByteBuffer.wrap(file).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            number(4, 4, little);
            if (!has(4, 4)) return;
            int at = words.getInt(4);
            for (int page = 0; page < 4 && has(at, 2); page++) {
                int count = words.getShort(at) & 0xffff;
                number(at, 2, little);
                at += 2;
                for (int i = 0; i < count && has(at, 12); i++, at += 12) {
                    parts.add(new Part(at, at + 12));
                    number(at, 2, little);
                    number(at + 2, 2, little);
                    number(at + 4, 4, little);
                    boolean isShort = words.getShort(at + 2) == 3;
                    number(at + 8, isShort ? 2 : 4, little);
                    int values = words.getInt(at + 8);
                    if (words.getInt(at + 4) > 1) {
                        for (int j = 0; j < 4; j++) number(values + (isShort ? 2 : 4) * j, isShort ? 2 : 4, little);
                    }
                }
                if (!has(at, 4)) return;
                number(at, 4, little);
                at = words.getInt(at);
            }
        }

        private void gif() {
            for (int at = 6; at < 10; at += 2) number(at, 2, true);
            for (int at = 10; at < 13; at++) number(at, 1, true);
            if (!has(0, 13)) return;
            int at = 13 + tableBytes(byteAt(10));
            while (has(at, 2)) {
                int start = at;
                number(at, 1, true);
                number(at + 1, 1, true);
                if (byteAt(at) == 0x2c && has(at, 11)) {
                    for (int i = 1; i < 9; i += 2) number(at + i, 2, true);
                    number(at + 9, 1, true);
                    at += 10 + tableBytes(byteAt(at + 9));
                    number(at, 1, true);
                    at++;
                } else if (byteAt(at) == 0x21) {
                    for (int i = 2; i < 8; i++) number(at + i, 1, true);
                    at += 2;
                } else {
                    return;
                }
                while (has(at, 1) && byteAt(at) != 0) {
                    number(at, 1, true);
                    at += 1 + byteAt(at);
                }
                at++;
                if (!has(at, 0)) return;
                parts.add(new Part(start, at));
            }
        }

        private static int tableBytes(int flags) {
            return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
        }

        private void bmp() {
            for (int at : new int[] {2, 10, 14, 18, 22, 30, 34, 46, 50, 54, 58, 62}) number(at, 4, true);
            for (int at : new int[] {26, 28}) number(at, 2, true);
            for (int from = 54; from < Math.min(file.length, 300); from += 32) {
                parts.add(new Part(from, Math.min(file.length, from + 32)));
            }
        }

        private void words() {
            int from = 0;
            for (int at = 0; at < Math.min(file.length, 200); at++) {
                number(at, 1, true);
                if (file[at] == ' ' || file[at] == '\n') {
                    parts.add(new Part(from, at + 1));
                    from = at + 1;
                }
            }
        }
    }
}
