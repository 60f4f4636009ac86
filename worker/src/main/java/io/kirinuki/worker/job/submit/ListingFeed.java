package io.kirinuki.worker.job.submit;

import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.Patience;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Requests for the objects of a bucket, in the order of their keys. Its cursor is the last key that was taken. */
final class ListingFeed implements Feed {
    static final String FOLDER = "folder";
    static final String NOT_MEANT = "other suffix";
    static final String OWN = "own artifact";

    private static final String AFTER = "after";
    private static final int MOST_TAKEN = 10_000;

    private final SubmitSource.Listing listing;
    private final SubmitTerms terms;
    private final SubmitRecords records;
    private final ObjectStore store;
    private final Predicate<ObjectRef> own;
    private final Deque<String> page = new ArrayDeque<>();
    private SortedMap<String, String> cursor;
    private Optional<String> nextPage;
    private boolean listed;
    private long reached;

    /**
     * The store is this feed's own from now on.
     *
     * @param own objects that workers have made, which are not worked on again
     */
    ListingFeed(
            SubmitSource.Listing listing,
            SubmitTerms terms,
            SubmitRecords records,
            ObjectStore store,
            Predicate<ObjectRef> own,
            JobState state) {
        this.listing = listing;
        this.terms = terms;
        this.records = records;
        this.store = store;
        this.own = own;
        cursor = state.cursor();
        nextPage = Optional.ofNullable(cursor.get(AFTER));
        reached = state.taken();
    }

    @Override
    public boolean ended() {
        return listed && page.isEmpty();
    }

    @Override
    public long reached() {
        return reached;
    }

    @Override
    public long total() {
        return -1;
    }

    @Override
    public Chunk next(int most) throws InterruptedException {
        List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>();
        SortedMap<String, Long> left = new TreeMap<>();
        int taken = 0;
        while (outgoing.size() < most && taken < MOST_TAKEN && look()) {
            String key = page.remove();
            cursor = new TreeMap<>(Map.of(AFTER, key));
            taken++;
            ObjectRef object = ObjectRef.of(listing.place().bucket(), key);
            Optional<String> reason = leftOut(object);
            if (reason.isPresent()) left.merge(reason.get(), 1L, Long::sum);
            else outgoing.add(records.of(terms.ask(object, Instant.now())));
        }
        reached += taken;
        return new Chunk(outgoing, outgoing.size(), taken, left, cursor);
    }

    private Optional<String> leftOut(ObjectRef object) {
        String key = object.key();
        if (key.endsWith("/")) return Optional.of(FOLDER);
        if (own.test(object)) return Optional.of(OWN);
        boolean meant = listing.suffixes().isEmpty()
                || listing.suffixes().stream()
                        .anyMatch(suffix -> key.toLowerCase(Locale.ROOT).endsWith(suffix.toLowerCase(Locale.ROOT)));
        return meant ? Optional.empty() : Optional.of(NOT_MEANT);
    }

    /** Whether there is a next key. */
    private boolean look() throws InterruptedException {
        if (page.isEmpty() && !listed) {
            var place = listing.place();
            var found = Patience.USUAL.answer(() -> store.list(place.bucket(), place.prefix(), nextPage));
            page.addAll(found.keys());
            nextPage = found.next();
            listed = nextPage.isEmpty();
        }
        return !page.isEmpty();
    }

    @Override
    public void close() {
        store.close();
    }
}
