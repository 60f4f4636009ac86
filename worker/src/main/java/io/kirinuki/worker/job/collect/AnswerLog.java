package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.worker.StartException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The answers that were gathered so far, in a file that outlives its process: entries one behind the other, each with its
 * checksum, so that one that a kill has cut off is known and left. Of each request the last answer counts. In memory are 8
 * bytes a request: where in the file its answer is.
 *
 * <p>Owned by one thread, and by one process: the file is locked. Throws {@link StartException} where the file cannot be
 * read or written, or another process has it.
 */
final class AnswerLog implements AutoCloseable {
    /** What an entry says of its artifact. */
    enum Attachment {
        /** None was asked for. */
        NONE(0),
        /** Its bytes. */
        KEPT(1),
        /** Why it is not to be had, in words. */
        LOST(2);

        private final byte code;

        Attachment(int code) {
            this.code = (byte) code;
        }

        private static Attachment of(byte code) {
            return Arrays.stream(values())
                    .filter(one -> one.code == code)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * One answer.
     *
     * @param value of its record
     * @param attached as {@code attachment} says
     */
    record Entry(long number, Rank rank, Blob value, Attachment attachment, Blob attached) {}

    private static final int FRAME = 2 * Integer.BYTES; // length and checksum
    private static final int BUFFER = 1 << 18;
    private static final int LONGEST = 1 << 30;

    private static final byte HEAD = 0;
    private static final byte ANSWER = 1;
    private static final byte REACHED = 2;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer pending = ByteBuffer.allocate(BUFFER);
    private final SortedMap<Integer, Long> reached = new TreeMap<>();
    private long[] places = new long[1 << 10];
    private long requests;
    private long end;

    private AnswerLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Goes on with the file. Throws {@link StartException} where it is of something else.
     *
     * @param head what is gathered: the job and all that decides what is kept of its answers
     */
    static AnswerLog open(Path file, String head) {
        FileChannel channel = null;
        try {
            if (file.toAbsolutePath().getParent() != null)
                Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) throw new OverlappingFileLockException();
            AnswerLog log = new AnswerLog(file, channel);
            log.recover(head);
            return log;
        } catch (IOException e) {
            close(channel);
            throw broken(file, e);
        } catch (StartException e) {
            close(channel);
            throw e;
        } catch (OverlappingFileLockException e) {
            close(channel);
            throw new StartException(
                    "%s: another process is gathering these answers; wait for it, or name another file".formatted(file),
                    e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            // The trouble that led here is told.
            return;
        }
    }

    private void recover(String head) throws IOException {
        // Not closed: with any channel of the file its lock would go.
        var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
        Optional<ByteBuffer> first = next(in);
        boolean same = first.isPresent()
                && first.get().get() == HEAD
                && UTF_8.decode(first.get()).toString().equals(head);
        if (same) {
            end = FRAME + (long) first.get().limit();
            for (var entry = next(in); entry.isPresent(); entry = next(in)) take(entry.get());
        } else if (first.isPresent()
                || channel.size() > FRAME + 1 + UTF_8.encode(head).limit()) {
            throw new StartException(
                    "%s is of another job or kind, or none of ours; delete it, or name another --to".formatted(file));
        }
        channel.truncate(end);
        channel.position(end);
        if (end == 0) append(HEAD, UTF_8.encode(head));
    }

    /** Empty at the end, be it that of the last whole entry. */
    private static Optional<ByteBuffer> next(DataInputStream in) throws IOException {
        try {
            int length = in.readInt();
            int checksum = in.readInt();
            if (length < 1 || length > LONGEST) return Optional.empty();
            byte[] body = in.readNBytes(length);
            if (body.length < length || checksum != checksum(ByteBuffer.wrap(body))) return Optional.empty();
            return Optional.of(ByteBuffer.wrap(body));
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    private void take(ByteBuffer body) {
        if (body.get() == ANSWER) {
            place(body.getLong(), end);
        } else {
            for (int count = body.getInt(); count > 0; count--) reached.put(body.getInt(), body.getLong());
        }
        end += FRAME + (long) body.limit();
    }

    private void place(long number, long at) {
        int index = Math.toIntExact(number);
        if (index >= places.length) places = Arrays.copyOf(places, Math.max(index + 1, 2 * places.length));
        if (places[index] == 0) requests++;
        places[index] = at;
    }

    /** Requests that are answered. */
    long answered() {
        return requests;
    }

    /** Whether that request is answered. */
    boolean holds(long number) {
        return number < places.length && places[(int) number] > 0;
    }

    /** Where to read on, by partition of the results topic. */
    SortedMap<Integer, Long> reached() {
        return new TreeMap<>(reached);
    }

    /** Whether an answer is the last one of its request, by what was gathered so far. */
    boolean isLast(long number, Rank rank) {
        return !holds(number) || entry(number).rank().compareTo(rank) < 0;
    }

    void add(Entry entry) {
        if (!isLast(entry.number(), entry.rank())) return;
        long at = end;
        byte[] value = entry.value().bytes();
        byte[] attached = entry.attached().bytes();
        ByteBuffer body =
                ByteBuffer.allocate(Long.BYTES + Rank.BYTES + Integer.BYTES + value.length + 1 + attached.length);
        Rank rank = entry.rank();
        body.putLong(entry.number())
                .putInt(rank.redrives())
                .putLong(rank.timestamp())
                .putInt(rank.partition())
                .putLong(rank.offset())
                .putInt(value.length)
                .put(value)
                .put(entry.attachment().code)
                .put(attached);
        append(ANSWER, body.flip());
        place(entry.number(), at);
    }

    /** All before these offsets is gathered; what is written by now outlives the process. */
    void reach(SortedMap<Integer, Long> offsets) {
        if (offsets.equals(reached)) return;
        reached.putAll(offsets);
        ByteBuffer body = ByteBuffer.allocate(Integer.BYTES + reached.size() * (Integer.BYTES + Long.BYTES));
        body.putInt(reached.size());
        reached.forEach((partition, offset) -> body.putInt(partition).putLong(offset));
        append(REACHED, body.flip());
        flush();
    }

    private void append(byte kind, ByteBuffer content) {
        ByteBuffer body = ByteBuffer.allocate(1 + content.remaining());
        body.put(kind).put(content).flip();
        if (FRAME > pending.remaining()) flush();
        pending.putInt(body.remaining()).putInt(checksum(body.duplicate()));
        end += FRAME + (long) body.remaining();
        while (body.hasRemaining()) {
            int count = Math.min(body.remaining(), pending.remaining());
            pending.put(body.slice(body.position(), count));
            body.position(body.position() + count);
            if (!pending.hasRemaining()) flush();
        }
    }

    private void flush() {
        try {
            pending.flip();
            while (pending.hasRemaining()) channel.write(pending);
            pending.clear();
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    /** Of a request that is answered. */
    Entry entry(long number) {
        flush();
        try {
            long at = places[(int) number];
            ByteBuffer frame = read(at, FRAME);
            ByteBuffer body = read(at + FRAME, frame.getInt());
            if (frame.getInt() != checksum(body.duplicate())) {
                throw new StartException(
                        "%s was changed by another program; delete it, and begin anew".formatted(file));
            }
            body.get();
            long found = body.getLong();
            Rank rank = new Rank(body.getInt(), body.getLong(), body.getInt(), body.getLong());
            byte[] value = new byte[body.getInt()];
            body.get(value);
            Attachment attachment = Attachment.of(body.get());
            byte[] attached = new byte[body.remaining()];
            body.get(attached);
            return new Entry(found, rank, Blob.of(value), attachment, Blob.of(attached));
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) throw new EOFException("it ends early");
        }
        return bytes.flip();
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private static StartException broken(Path file, IOException e) {
        return new StartException("%s cannot be read or written: %s".formatted(file, e), e);
    }

    /** It is of no use any more. */
    void delete() {
        close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    @Override
    public void close() {
        try {
            if (!channel.isOpen()) return;
            flush();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
