package io.kirinuki.worker.job.submit;

import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Requests for files of this machine, each uploaded right before its request is sent: one that was uploaded and not asked
 * for, because the process was killed, is found in the store next time. Its cursor is the last name that was taken.
 */
final class FileFeed implements Feed {
    static final String UNREADABLE = "unreadable";

    private static final String AFTER = "after";
    /** Few, for nobody can stop within a chunk. */
    private static final int LARGEST_CHUNK = 64;

    private final SubmitTerms terms;
    private final SubmitRecords records;
    private final LocalFiles files;
    private final long total;
    private final Uploads uploads;
    private SortedMap<String, String> cursor;
    private int at;

    /** The uploads are this feed's own from now on. */
    FileFeed(SubmitTerms terms, SubmitRecords records, LocalFiles files, Uploads uploads, JobState state) {
        this.terms = terms;
        this.records = records;
        this.files = rest(files, state);
        total = files.found().size();
        this.uploads = uploads;
        cursor = state.cursor();
    }

    /** What a job has still to upload and send. */
    static LocalFiles rest(LocalFiles files, JobState state) {
        return state.cursor().isEmpty() ? files : files.after(state.cursor().get(AFTER));
    }

    /** What the folders hold beside images is told with the first chunk, be it of no files. */
    @Override
    public boolean ended() {
        return at == files.found().size() && (!cursor.isEmpty() || files.left().isEmpty());
    }

    @Override
    public long reached() {
        return total - files.found().size() + at;
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public Chunk next(int most) throws InterruptedException {
        boolean first = cursor.isEmpty();
        SortedMap<String, Long> left = first ? new TreeMap<>(files.left()) : new TreeMap<>();
        long taken = first ? files.leftOut() : 0;
        int count = Math.min(Math.min(most, LARGEST_CHUNK), files.found().size() - at);
        var batch = files.found().subList(at, at + count);
        List<Boolean> uploaded = uploads.all(batch);
        List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (uploaded.get(i)) outgoing.add(records.of(terms.ask(uploads.object(batch.get(i)), Instant.now())));
            else left.merge(UNREADABLE, 1L, Long::sum);
        }
        at += count;
        cursor = new TreeMap<>(
                Map.of(AFTER, at == 0 ? "" : files.found().get(at - 1).name()));
        return new Chunk(outgoing, outgoing.size(), taken + count, left, cursor);
    }

    @Override
    public void close() {
        uploads.close();
    }
}
