package io.kirinuki.image.heif;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.nio.charset.StandardCharsets;

/**
 * A part of a file of boxes (ISO/IEC 14496-12) that is read from front to back. Nothing is copied, and nothing allocated by
 * what the numbers say.
 *
 * <p>Owned by one thread. Failures: reading past the end ends in {@link Failure.Undecodable}, naming the box.
 */
final class BoxBytes {
    private final byte[] file;
    private final int end;
    private final String name;
    private int at;

    private BoxBytes(byte[] file, Span span, String name) {
        this.file = file;
        this.at = span.from();
        this.end = span.to();
        this.name = name;
    }

    static BoxBytes of(byte[] file) {
        return of(file, new Span(0, file.length), "file");
    }

    static BoxBytes of(byte[] file, Span span, String name) {
        return new BoxBytes(file, span, name);
    }

    String name() {
        return name;
    }

    int left() {
        return end - at;
    }

    /** What has not been read yet. */
    Span rest() {
        return new Span(at, end);
    }

    int u8() throws FailedException {
        require(1);
        return file[at++] & 0xff;
    }

    int u16() throws FailedException {
        return u8() << 8 | u8();
    }

    long u32() throws FailedException {
        return (long) u16() << 16 | u16();
    }

    /** Of that many bytes; 0 of none. What is beyond the largest long comes as that. */
    long number(int bytes) throws FailedException {
        long number = 0;
        for (int i = 0; i < bytes; i++) number = number << 8 | u8();
        return number < 0 ? Long.MAX_VALUE : number;
    }

    /** Four characters; what nobody can read comes as a question mark. */
    String word() throws FailedException {
        require(4);
        at += 4;
        String word = new String(file, at - 4, 4, StandardCharsets.ISO_8859_1);
        return word.replaceAll("[^ -~]", "?");
    }

    /** Characters up to a zero, or to the end. */
    String text() {
        int from = at;
        while (at < end && file[at] != 0) at++;
        String text = new String(file, from, at - from, StandardCharsets.ISO_8859_1);
        if (at < end) at++;
        return text;
    }

    void skip(long bytes) throws FailedException {
        require(bytes);
        at += (int) bytes;
    }

    /** Skips a part that says how long it is. */
    Span part(long bytes, String whose) throws FailedException {
        if (bytes > left()) {
            throw undecodable("a part of the %s's data says it holds %d bytes, there are %d left"
                    .formatted(whose, bytes, left()));
        }
        Span part = new Span(at, at + (int) bytes);
        at = part.to();
        return part;
    }

    /** The next box, without its head; its name is its type. */
    BoxBytes box() throws FailedException {
        int start = at;
        long size = u32();
        String type = word();
        if (size == 1) size = number(8);
        if (size == 0) size = left() + 8L;
        int head = at - start;
        if (size < head || size > end - start) {
            throw undecodable("the HEIF's %s box says it holds %d bytes, its %s has %d left"
                    .formatted(type, size, name, end - start));
        }
        BoxBytes content = new BoxBytes(file, new Span(at, start + (int) size), type);
        at = start + (int) size;
        return content;
    }

    private void require(long bytes) throws FailedException {
        if (bytes > end - at) {
            throw undecodable("the HEIF's %s %s too early".formatted(name, name.equals("file") ? "ends" : "box ends"));
        }
    }

    static FailedException undecodable(String why) {
        return new FailedException(new Failure.Undecodable(why));
    }

    static FailedException unsupported(String what) {
        return new FailedException(new Failure.Unsupported(what));
    }
}
