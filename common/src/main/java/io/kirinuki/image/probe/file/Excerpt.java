package io.kirinuki.image.probe.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;

/**
 * What native code is given of a file: the parts that its pixels need and no others. Remarks, profiles, animations and
 * tags that nobody asked for stay outside, so that nothing in them can be unpacked, copied or kept: a PNG of 2 MB can hold
 * texts of 2 GB.
 *
 * <p>Owned by one thread.
 */
public final class Excerpt {
    /** From its first byte to before its last, in the file. */
    private record Span(long from, long to) {}

    private final byte[] file;
    private final List<Span> kept = new ArrayList<>();
    private final Map<Long, Byte> changes = new TreeMap<>();
    private long length;

    private Excerpt(byte[] file) {
        this.file = file;
    }

    /** Begins with nothing. */
    public static Excerpt of(byte[] file) {
        return new Excerpt(file);
    }

    /** The whole file. */
    public static Excerpt whole(byte[] file) {
        return of(file).keep(0, file.length);
    }

    /** Adds a part, or as much of it as there is; neighbours become one. */
    public Excerpt keep(long from, long to) {
        long start = Math.min(from, file.length);
        long end = Math.clamp(to, start, file.length);
        length += end - start;
        if (!kept.isEmpty() && kept.getLast().to == start) {
            start = kept.removeLast().from;
        }
        kept.add(new Span(start, end));
        return this;
    }

    /** Puts other bytes in place; {@code at} counts within the excerpt. */
    public Excerpt change(long at, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) changes.put(at + i, bytes[i]);
        return this;
    }

    public long length() {
        return length;
    }

    /** A copy in native memory, of the scope it is made in. */
    public BytePointer copied() {
        BytePointer copy = new BytePointer(Math.max(1, length));
        for (Span span : kept) {
            copy.put(file, Math.toIntExact(span.from), Math.toIntExact(span.to - span.from));
            copy.position(copy.position() + span.to - span.from);
        }
        copy.position(0);
        changes.forEach(copy::put);
        return copy;
    }
}
