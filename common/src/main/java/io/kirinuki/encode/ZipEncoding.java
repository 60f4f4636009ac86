package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP of {@code color.jpg} and {@code alpha.png}, as remove.bg gives for large pictures: a fraction of the bytes of a
 * PNG. Transparent pixels of the JPEG carry the colour of the nearest subject in their row, so that none of the ground
 * bleeds into soft edges.
 *
 * @param quality of the JPEG, 1..100
 */
public record ZipEncoding(int quality) implements Encoding {
    /** The first that ZIP can say. Of now, the same work would give another object each time. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    public ZipEncoding {
        Quality.check(quality);
    }

    @Override
    public Blob encode(Picture picture) throws FailedException {
        if (picture.layout() != Layout.RGBA) {
            throw new FailedException(new Failure.Unencodable("a ZIP of colour and alpha needs a picture with alpha"));
        }
        Blob colour = new JpegEncoding(quality).encode(Opaque.extended(picture));
        Blob alpha = FastPng.encode(Opaque.alpha(picture));
        Blob.Writer bytes = new Blob.Writer();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.NO_COMPRESSION); // both are compressed
            put("color.jpg", colour, zip);
            put("alpha.png", alpha, zip);
        } catch (IOException never) {
            throw new UncheckedIOException("memory can be written", never);
        }
        return bytes.toBlob();
    }

    private static void put(String name, Blob content, ZipOutputStream zip) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        try (InputStream in = content.open()) {
            in.transferTo(zip);
        }
        zip.closeEntry();
    }

    /** As JPEG. */
    @Override
    public int bytesPerPixel() {
        return new JpegEncoding(quality).bytesPerPixel();
    }

    @Override
    public String mediaType() {
        return "application/zip";
    }

    @Override
    public String extension() {
        return "zip";
    }
}
