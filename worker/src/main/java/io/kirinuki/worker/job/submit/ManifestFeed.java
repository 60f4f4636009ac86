package io.kirinuki.worker.job.submit;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Requests for the lines of a manifest, in their order. Its cursor is the number of the last line that was taken. */
final class ManifestFeed implements Feed {
    private static final String LINE = "line";

    private final SubmitSource.Manifest manifest;
    private final SubmitTerms terms;
    private final SubmitRecords records;
    private final ManifestReader reader;
    private final ManifestLines lines;
    private SortedMap<String, String> cursor;
    private long reached;

    /** The lines, of which none was read, are this feed's own from now on. */
    ManifestFeed(
            SubmitSource.Manifest manifest,
            SubmitTerms terms,
            SubmitRecords records,
            ManifestReader reader,
            ManifestLines lines,
            JobState state) {
        this.manifest = manifest;
        this.terms = terms;
        this.records = records;
        this.reader = reader;
        this.lines = lines;
        cursor = state.cursor();
        reached = state.taken();
        long taken = Long.parseLong(cursor.getOrDefault(LINE, "0"));
        while (lines.number() < taken && lines.next().isPresent()) {}
    }

    @Override
    public boolean ended() {
        return reached >= manifest.requests();
    }

    @Override
    public long reached() {
        return reached;
    }

    @Override
    public long total() {
        return manifest.requests();
    }

    @Override
    public Chunk next(int most) {
        List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>();
        while (outgoing.size() < most && !ended()) {
            Optional<byte[]> line = lines.next();
            if (line.isEmpty()) throw changed();
            switch (reader.read(line.get())) {
                case ManifestReader.Line.Blank blank -> {}
                case ManifestReader.Line.Wrong wrong -> throw changed();
                case ManifestReader.Line.Asks(var request) -> {
                    outgoing.add(records.of(terms.fill(request, Instant.now())));
                    reached++;
                }
            }
        }
        cursor = new TreeMap<>(Map.of(LINE, Long.toString(lines.number())));
        return new Chunk(outgoing, outgoing.size(), outgoing.size(), new TreeMap<>(), cursor);
    }

    /** Since it was checked, a moment ago. */
    private StartException changed() {
        return new StartException("--manifest: %s is being changed".formatted(manifest.summary()));
    }

    @Override
    public void close() {
        lines.close();
    }
}
