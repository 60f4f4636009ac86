package io.kirinuki.catalogue;

import io.kirinuki.address.Resolver;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one address into a {@link PartFile}, over as many connections as it takes: each goes on where the last one
 * ended, by {@code Range} and {@code If-Range} (RFC 9110, 14.2 and 13.1.5), so long as the server still has the same
 * file, and begins anew where it has not or cannot. Proxies are those of Java's standard properties, such as
 * {@code https.proxyHost}.
 *
 * <p>By {@link HttpURLConnection}, because its read timeout is a limit on silence; java.net.http has one on the whole
 * answer only.
 *
 * <p>Failures: links that break or fall silent, and 408, 429 and 5xx, are tried again with growing pauses; after
 * {@link Patience#attempts} in a row that brought nothing, and at once for any other answer, it is given up. What has
 * come stays for the next time.
 */
final class Download {
    /** How often one file is begun from its first byte. */
    private static final int MAX_BEGINNINGS = 4;

    /** Kept free on the disk beside the file. */
    private static final long SPARE_BYTES = 16 << 20;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");

    private final URI url;
    private final long largest;
    private final PartFile part;
    private final Patience patience;
    private final Disk disk;
    private final DownloadListener listener;
    private int beginnings;

    /** @param largest more bytes are not fetched, whether the server tells of them or sends them */
    Download(URI url, long largest, PartFile part, Patience patience, Disk disk, DownloadListener listener) {
        this.url = url;
        this.largest = largest;
        this.part = part;
        this.patience = patience;
        this.disk = disk;
        this.listener = listener;
    }

    /** Free bytes where a file is to go. */
    interface Disk {
        Disk REAL = folder -> Files.getFileStore(folder).getUsableSpace();

        long freeBytes(Path folder) throws IOException;
    }

    /** The link's fault, and no answer: another attempt may do. */
    private static final class LinkException extends Exception {
        private LinkException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Returns once the part file is whole. */
    void run() throws CatalogueException, IOException, InterruptedException {
        int failed = 0;
        while (true) {
            long before = part.length();
            try {
                if (attempt()) return;
            } catch (LinkException e) {
                failed = part.length() > before ? 1 : failed + 1;
                if (failed >= patience.attempts()) {
                    throw new CatalogueException(
                            "%s: %s; given up after %d attempts. What has come is kept: the same command goes on from there"
                                    .formatted(url, e.getMessage(), failed),
                            e);
                }
                var pause = patience.pause(failed);
                listener.retrying(e.getMessage(), pause);
                Thread.sleep(pause);
            }
        }
    }

    /** False if what lay here was of another file, and is gone: the next attempt begins anew. */
    private boolean attempt() throws LinkException, CatalogueException, IOException {
        long have = part.length();
        Optional<String> validator = part.validator(url);
        var connection = answered(have, validator);
        try {
            int status = connected(connection);
            return switch (status) {
                case 200 -> whole(connection);
                case 206 -> rest(connection, have, validator);
                case 416 -> nothingLeft(connection, have);
                case 408, 429, 500, 502, 503, 504 -> throw new LinkException("the server answers " + status, null);
                default -> throw refused(status);
            };
        } finally {
            connection.disconnect();
        }
    }

    /** At the end of all redirects, each of which is looked at: Java would follow them anywhere. */
    private HttpURLConnection answered(long have, Optional<String> validator)
            throws LinkException, CatalogueException, IOException {
        var detour = new Detour(url, Resolver.SYSTEM);
        URI at = url;
        for (int redirects = 0; ; redirects++) {
            var connection = open(at, have, validator);
            if (!REDIRECTS.contains(connected(connection))) return connection;
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            if (redirects == Detour.MOST || location == null) {
                throw new CatalogueException(
                        "%s: redirected more than %d times, or to nowhere".formatted(url, redirects));
            }
            at = detour.follow(at, location);
        }
    }

    private HttpURLConnection open(URI at, long have, Optional<String> validator) throws IOException {
        var connection = (HttpURLConnection) at.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(Math.toIntExact(patience.connect().toMillis()));
        connection.setReadTimeout(Math.toIntExact(patience.silence().toMillis()));
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept-Encoding", "identity");
        connection.setRequestProperty("User-Agent", "kirinuki");
        validator.ifPresent(it -> {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
            connection.setRequestProperty("If-Range", it);
        });
        return connection;
    }

    private int connected(HttpURLConnection connection) throws LinkException {
        try {
            return connection.getResponseCode();
        } catch (IOException e) {
            throw link(e);
        }
    }

    /** From the first byte: at the beginning, from a server that knows no ranges, or because the file is another one. */
    private boolean whole(HttpURLConnection connection) throws LinkException, CatalogueException, IOException {
        if (++beginnings > MAX_BEGINNINGS) {
            throw new CatalogueException(
                    "%s: begun from the first byte %d times, as the file changes or cannot be continued; try again later"
                            .formatted(url, MAX_BEGINNINGS));
        }
        long length = connection.getContentLengthLong();
        var total = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
        part.discard();
        requireNoMore(total);
        if (total.isPresent()) requireSpace(length);
        try (var file = part.begin(url, validator(connection))) {
            receive(connection, file, 0, total);
        }
        return true;
    }

    private boolean rest(HttpURLConnection connection, long have, Optional<String> asked)
            throws LinkException, CatalogueException, IOException {
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(connection.getHeaderField("Content-Range")));
        // A store behind the server may ignore If-Range: then its ETag tells that the file is another one.
        boolean sameFile =
                validator(connection).isEmpty() || validator(connection).equals(asked);
        if (asked.isEmpty()
                || !sameFile
                || !range.matches()
                || !String.valueOf(have).equals(range.group(1))) {
            part.discard();
            return false;
        }
        var total = range.group(2).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(2)));
        requireNoMore(total);
        if (total.isPresent()) requireSpace(total.getAsLong() - have);
        try (var file = part.resume()) {
            receive(connection, file, have, total);
        }
        return true;
    }

    /** What lies here is whole if it is as long as the server's file. */
    private boolean nothingLeft(HttpURLConnection connection, long have) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(connection.getHeaderField("Content-Range")));
        if (range.matches() && String.valueOf(have).equals(range.group(2))) return true;
        part.discard();
        return false;
    }

    private void receive(HttpURLConnection connection, FileChannel file, long have, OptionalLong total)
            throws LinkException, CatalogueException, IOException {
        listener.receiving(have, total);
        var buffer = ByteBuffer.allocate(1 << 16);
        long at = have;
        try (InputStream body = body(connection)) {
            while (true) {
                int count = read(body, buffer.array());
                if (count < 0) break;
                if (at + count > largest) throw tooLarge("sends more than that");
                buffer.position(0).limit(count);
                while (buffer.hasRemaining()) file.write(buffer);
                at += count;
                listener.received(at);
            }
        }
        if (total.isPresent() && at != total.getAsLong()) {
            throw link(new EOFException("the connection ended at byte %d of %d".formatted(at, total.getAsLong())));
        }
    }

    private static InputStream body(HttpURLConnection connection) throws LinkException {
        try {
            return connection.getInputStream();
        } catch (IOException e) {
            throw link(e);
        }
    }

    private static int read(InputStream body, byte[] into) throws LinkException {
        try {
            return body.read(into);
        } catch (IOException e) {
            throw link(e);
        }
    }

    private static LinkException link(IOException e) {
        var reason = switch (e) {
            case SocketTimeoutException timeout -> "the link is silent (" + timeout.getMessage() + ")";
            case UnknownHostException unknown -> "no host is called " + unknown.getMessage();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
        return new LinkException(reason, e);
    }

    private CatalogueException refused(int status) {
        var why = switch (status) {
            case 401, 403 -> "the server wants to know who asks; fetch the file by hand, see docs/models.md";
            case 404, 410 -> "there is no such file (any more); see if its publisher has moved it";
            default -> "not an answer that a download can go on from";
        };
        return new CatalogueException("%s: the server answers %d: %s".formatted(url, status, why));
    }

    /** A strong ETag; else the date of the last change. */
    private static Optional<String> validator(HttpURLConnection connection) {
        return Optional.ofNullable(connection.getHeaderField("ETag"))
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> Optional.ofNullable(connection.getHeaderField("Last-Modified")));
    }

    private void requireNoMore(OptionalLong total) throws CatalogueException, IOException {
        if (total.isPresent() && total.getAsLong() > largest) {
            throw tooLarge("says that it has %d".formatted(total.getAsLong()));
        }
    }

    /** What has come is of another file. */
    private CatalogueException tooLarge(String what) throws IOException {
        part.discard();
        return new CatalogueException(
                "%s is not the file that the catalogue means: at most %d bytes expected, the server %s. Nothing was installed"
                        .formatted(url, largest, what));
    }

    private void requireSpace(long needed) throws CatalogueException, IOException {
        var folder = part.path().getParent();
        long free = disk.freeBytes(folder);
        if (free < needed + SPARE_BYTES) {
            throw new CatalogueException("%s: %d MB more are needed, %d MB are free; make room, or name another folder"
                    .formatted(folder, (needed + SPARE_BYTES) / 1_000_000, free / 1_000_000));
        }
    }
}
