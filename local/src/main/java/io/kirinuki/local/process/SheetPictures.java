package io.kirinuki.local.process;

import io.kirinuki.encode.Thumbnail;
import io.kirinuki.encode.WebpEncoding;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Photo;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Small pictures for a contact sheet: a file itself where it is small and every browser shows it, else a thumbnail in a hidden
 * folder beside the sheet, made once. Owned by one thread.
 */
final class SheetPictures {
    private static final Set<String> SHOWN = Set.of("image/png", "image/jpeg", "image/webp", "image/gif");
    private static final long SMALL_BYTES = 160 << 10;
    private static final long MOST_BYTES = 48 << 20;
    private static final long MOST_PIXELS = 40_000_000;
    private static final int LONGEST = 560;
    private static final WebpEncoding ENCODING = WebpEncoding.lossy(82);

    private final Path folder;
    private final Set<Path> used = new HashSet<>();

    private SheetPictures(Path folder) {
        this.folder = folder;
    }

    static SheetPictures in(Path out) {
        return new SheetPictures(out.resolve(".thumbnails"));
    }

    /** What to show of the file; empty where that is no picture, is gone, or would take too much to be made small. */
    Optional<Path> of(Path file, String mediaType) throws IOException, InterruptedException {
        if (!mediaType.startsWith("image/")) return Optional.empty();
        long bytes;
        long modified;
        try {
            bytes = Files.size(file);
            modified = Files.getLastModifiedTime(file).toMillis();
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        if (bytes <= SMALL_BYTES && SHOWN.contains(mediaType)) return Optional.of(file);
        if (bytes > MOST_BYTES) return Optional.empty();
        Path small = folder.resolve(ContactSheet.fingerprint(file, bytes, modified) + ".webp");
        if (!Files.exists(small)) {
            Outcome<Blob> made = Outcome.of(() -> thumbnail(bytes(file)));
            if (!(made instanceof Outcome.Done<Blob>(Blob picture))) return Optional.empty();
            Files.createDirectories(folder);
            Files.write(small, picture.bytes());
        }
        used.add(small);
        return Optional.of(small);
    }

    private static byte[] bytes(Path file) throws FailedException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FailedException(new Failure.Undecodable(String.valueOf(e.getMessage())));
        }
    }

    private static Blob thumbnail(byte[] bytes) throws FailedException {
        ImageHeader header = HeaderProbe.probe(bytes).orThrow();
        if (header.stored().pixels() > MOST_PIXELS) {
            throw new FailedException(new Failure.TooManyPixels(header.stored(), MOST_PIXELS));
        }
        try (Photo photo = PhotoFile.read(bytes, header).orThrow()) {
            return ENCODING.encode(Thumbnail.of(Cutout.uncut(photo), LONGEST));
        }
    }

    /** Deletes thumbnails that were not asked for: those of former sheets. */
    void forgetOthers() throws IOException {
        if (!Files.isDirectory(folder)) return;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> !used.contains(file)).toList()) Files.delete(file);
        }
    }
}
