package io.kirinuki.image;

import java.util.Locale;

/** A number of bytes, printed in binary units. */
public record ByteSize(long bytes) {
    public ByteSize {
        if (bytes < 0) throw new IllegalArgumentException("a size cannot be negative: " + bytes);
    }

    public static ByteSize mebibytes(long mebibytes) {
        return new ByteSize(mebibytes << 20);
    }

    /** Exact below 1 KiB, one decimal above: {@code 64.0 MiB}. */
    @Override
    public String toString() {
        if (bytes < 1 << 10) return bytes + " bytes";
        double value = bytes;
        String unit = "bytes";
        for (String next : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
            if (value < 1024) break;
            value /= 1024;
            unit = next;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
