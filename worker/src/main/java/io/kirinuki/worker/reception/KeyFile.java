package io.kirinuki.worker.reception;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.worker.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that callers may show, and whose each is: lines {@code name sha256:<64 hex digits>}. Names may come twice, so that a
 * key can be replaced without a gap. The file is looked at once a second, and read again where it has changed; while it
 * cannot be read the keys of before hold. Any thread.
 */
public final class KeyFile implements Keys {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63})\\s+sha256:([0-9a-fA-F]{64})");
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A file's keys, and how it looked when they were read. */
    private record Known(List<Key> keys, FileTime changed, long bytes) {}

    /** @param sha256 its hex digits */
    private record Key(Owner owner, String sha256) {}

    private final Path file;
    private Known known;
    private long looked = System.nanoTime();

    /** Throws {@link StartException} where the file cannot be read as keys. */
    public KeyFile(Path file) {
        this.file = file;
        try {
            known = read(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("kirinuki.http.keys-file: " + words(file, e), e);
        }
    }

    @Override
    public Optional<Owner> owner(Optional<String> shown) {
        if (shown.isEmpty()) return Optional.empty();
        byte[] digest = Blob.of(shown.get().getBytes(UTF_8)).sha256().getBytes(UTF_8);
        Optional<Owner> owner = Optional.empty();
        // All of them, so that the time says nothing of which came near.
        for (Key key : keys()) {
            if (MessageDigest.isEqual(key.sha256().getBytes(UTF_8), digest)) owner = Optional.of(key.owner());
        }
        return owner;
    }

    private synchronized List<Key> keys() {
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) return known.keys();
        looked = now;
        try {
            if (!Files.getLastModifiedTime(file).equals(known.changed()) || Files.size(file) != known.bytes()) {
                known = read(file);
                LOG.info("Read {} keys from {}", known.keys().size(), file);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("The keys of before hold: {}", words(file, e));
        }
        return known.keys();
    }

    private static Known read(Path file) throws IOException {
        FileTime changed = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        List<Key> keys = new ArrayList<>();
        int number = 0;
        for (String line : new String(bytes, UTF_8).lines().toList()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) continue;
            Matcher parts = LINE.matcher(text);
            if (!parts.matches()) {
                // Not repeated: it may be a key, written down as it is.
                throw new IllegalArgumentException(
                        "line %d: a name, a space and sha256: with 64 hex digits expected".formatted(number));
            }
            keys.add(new Key(new Owner(parts.group(1)), parts.group(2).toLowerCase(Locale.ROOT)));
        }
        return new Known(List.copyOf(keys), changed, bytes.length);
    }

    private static String words(Path file, Exception e) {
        return e instanceof IOException ? "%s cannot be read: %s".formatted(file, e) : file + ": " + e.getMessage();
    }
}
