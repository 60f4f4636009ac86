package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.store.ObjectStore;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The artifacts themselves, in a folder of ZIP files of a bounded size each. Which artifact is in which part follows from
 * the answers alone, and entries are stored as they are, with one time: so the same answers make the same bytes. A part's
 * comment is the digest of what is to be in it; one that is there already is not made again.
 *
 * @param role of the artifacts; absent: all that an image has
 * @param partBytes of a part, unless one artifact alone is larger
 * @param store of artifacts, not closed
 */
public record ZipForm(Optional<String> role, Naming naming, long partBytes, ObjectStore store) implements Form {
    /** Of the first that ZIP can say Java writes more, by the machine's zone. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    /** Readers of old know no more than 4 GB. */
    public static final int MOST_MEGABYTES = 4_000;

    /** What is kept of each until a part is written is a few hundred bytes. */
    private static final int MOST_ENTRIES = 20_000;

    private static final int PART_OVERHEAD = 200;
    private static final int ENTRY_OVERHEAD = 160;

    /** An artifact, and what it is called in its part. */
    private record Packed(long number, String request, Artifact artifact, String name) {
        private long bytes() {
            return artifact.bytes() + ENTRY_OVERHEAD + 2L * name.getBytes(UTF_8).length;
        }
    }

    @Override
    public String keeps() {
        return "answers";
    }

    @Override
    public void write(Iterable<Piece> pieces, Path target, Losses losses) throws IOException, InterruptedException {
        Files.createDirectories(target);
        TakenNames names = new TakenNames("--names key or --names id tells them apart");
        List<Packed> part = new ArrayList<>();
        long bytes = PART_OVERHEAD;
        int parts = 0;
        for (Piece piece : pieces) {
            if (!(piece instanceof Piece.Made made)) continue;
            for (Packed one : packed(made)) {
                names.take(one.name(), made.number());
                if (!part.isEmpty() && (bytes + one.bytes() > partBytes || part.size() == MOST_ENTRIES)) {
                    writePart(target.resolve(name(++parts)), part, losses);
                    part.clear();
                    bytes = PART_OVERHEAD;
                }
                part.add(one);
                bytes += one.bytes();
            }
        }
        if (!part.isEmpty() || parts == 0) writePart(target.resolve(name(++parts)), part, losses);
        for (int more = parts + 1; Files.deleteIfExists(target.resolve(name(more))); more++) {}
    }

    private static String name(int part) {
        return "part-%05d.zip".formatted(part);
    }

    private List<Packed> packed(Piece.Made made) {
        List<Artifact> artifacts = role.isPresent()
                ? List.of(Roles.find(made.result(), role.get()))
                : made.result().artifacts();
        String folder = safe(naming.name(made).orElseThrow());
        return artifacts.stream()
                .map(artifact -> new Packed(
                        made.number(),
                        made.result().requestId(),
                        artifact,
                        folder + "/"
                                + safe(artifact.key().substring(artifact.key().lastIndexOf('/') + 1))))
                .toList();
    }

    /** What unpacks it must not be led out of its folder: a key is anybody's words. */
    private static String safe(String name) {
        return Arrays.stream(name.replace('\\', '_').replace(':', '_').split("/", -1))
                .map(part -> part.isEmpty() || part.equals(".") || part.equals("..") ? "_" : part)
                .collect(Collectors.joining("/"));
    }

    private void writePart(Path target, List<Packed> part, Losses losses) throws IOException, InterruptedException {
        String digest = Blob.of(part.stream()
                        .map(one -> one.name() + "\0" + one.artifact().sha256())
                        .collect(Collectors.joining("\n"))
                        .getBytes(UTF_8))
                .sha256();
        if (isThere(target, digest)) return;
        WholeFile.write(target, out -> {
            try (ZipOutputStream zip = new ZipOutputStream(new Unclosed(out))) {
                zip.setMethod(ZipOutputStream.STORED); // pictures are compressed
                boolean whole = true;
                for (Packed one : part) whole &= put(one, zip, losses);
                // One that lacks something is made again by the next run.
                if (whole) zip.setComment(digest);
            }
        });
    }

    private static boolean isThere(Path target, String digest) throws IOException {
        if (!Files.exists(target)) return false;
        try (ZipFile zip = new ZipFile(target.toFile())) {
            return digest.equals(zip.getComment());
        } catch (ZipException e) {
            return false; // it is something else, and is replaced
        }
    }

    private boolean put(Packed one, ZipOutputStream zip, Losses losses) throws IOException, InterruptedException {
        switch (Attachments.read(store, one.artifact())) {
            case Outcome.Failed<Blob>(Failure failure) -> {
                losses.lost(one.number(), one.request(), failure.message());
                return false;
            }
            case Outcome.Done<Blob>(Blob whole) -> {
                ZipEntry entry = new ZipEntry(one.name());
                entry.setTimeLocal(NO_TIME);
                entry.setSize(whole.length());
                entry.setCrc(checksum(whole));
                zip.putNextEntry(entry);
                try (InputStream in = whole.open()) {
                    in.transferTo(zip);
                }
                zip.closeEntry();
                return true;
            }
        }
    }

    private static long checksum(Blob whole) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream in = whole.open()) {
            byte[] piece = new byte[1 << 16];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) sum.update(piece, 0, count);
        }
        return sum.getValue();
    }

    /** A stream that stays open for who has opened it. */
    private static final class Unclosed extends FilterOutputStream {
        private Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
