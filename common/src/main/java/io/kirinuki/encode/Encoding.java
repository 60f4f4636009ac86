package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * A file format with its options: turns a picture into the bytes of an artifact. Pictures keep their colour profile in
 * every format that can hold it, and all of them can but grey PNGs, which may not hold one for RGB; and their remarks.
 *
 * <p>Threads: each call is its own, and belongs on a core.
 */
public sealed interface Encoding permits PngEncoding, JpegEncoding, WebpEncoding, ZipEncoding {
    /** Fails where the format cannot hold this picture, saying why; never drops alpha or cuts anything silently. */
    Blob encode(Picture picture) throws FailedException;

    String mediaType();

    /** Of file names, without the dot. */
    String extension();

    /** Native memory that it needs for a while, bytes a pixel of the picture. */
    default int bytesPerPixel() {
        return 0;
    }
}
