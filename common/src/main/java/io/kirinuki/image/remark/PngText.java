package io.kirinuki.image.remark;

import io.kirinuki.image.Blob;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/**
 * A chunk of text of a PNG (specification, third edition, section 11.3.3): its keyword and what it says, packed or not.
 * Unpacked it has at most 256 KiB; longer ones end there. Packed into more than that it is not read.
 */
record PngText(String keyword, Blob text) {
    private static final int MOST = 256 << 10;
    private static final int LONGEST_KEYWORD = 79;

    /** Keyword and text apart by a 0. */
    static Optional<PngText> plain(HeaderBytes chunk) throws FailedException {
        return of(chunk, chunk.next(0, 0) + 1, false);
    }

    /** As plain, but for the method of packing between. */
    static Optional<PngText> packed(HeaderBytes chunk) throws FailedException {
        return of(chunk, chunk.next(0, 0) + 2, true);
    }

    /** With a language and a translated keyword between, and perhaps packed. */
    static Optional<PngText> international(HeaderBytes chunk) throws FailedException {
        long keyword = chunk.next(0, 0);
        boolean packed = chunk.u8(keyword + 1, "text") != 0;
        long language = chunk.next(keyword + 3, 0);
        return of(chunk, chunk.next(language + 1, 0) + 1, packed);
    }

    private static Optional<PngText> of(HeaderBytes chunk, long at, boolean packed) throws FailedException {
        long keyword = chunk.next(0, 0);
        if (keyword > LONGEST_KEYWORD || at > chunk.length() || (packed && chunk.length() > MOST))
            return Optional.empty();
        byte[] text = chunk.part(at, packed ? chunk.length() : Math.min(MOST, chunk.length()))
                .copied();
        return Optional.of(new PngText(
                new String(chunk.part(0, keyword).copied(), StandardCharsets.ISO_8859_1),
                Blob.of(packed ? unpacked(text) : text)));
    }

    private static byte[] unpacked(byte[] text) {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(text))) {
            return in.readNBytes(MOST);
        } catch (IOException broken) {
            return new byte[0];
        }
    }
}
