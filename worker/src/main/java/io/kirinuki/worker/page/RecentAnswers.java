package io.kirinuki.worker.page;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last {@value #MOST} answers of this worker, references and figures only: some 2 KiB each. Told on stream threads,
 * for which it costs less than a microsecond; read by whoever looks at the page.
 *
 * <p>An answer is told when it is written, which is before its transaction is committed. One that is aborted is given
 * again, and takes the place of the former here.
 */
public final class RecentAnswers {
    static final int MOST = 60;

    private final Deque<Seen> seen = new ArrayDeque<>(); // the newest first
    private long done;
    private long failed;

    /** @param doubtful whether it goes to the review topic as well */
    public synchronized void tell(ImageAnswer answer, boolean doubtful) {
        if (answer instanceof ImageRemoval) return; // there is nothing to be seen of it
        Position position = answer.position();
        seen.removeIf(each -> each.answer().position().equals(position));
        seen.addFirst(new Seen(done + failed + 1, answer, doubtful));
        if (answer instanceof ImageFailure) failed++;
        else done++;
        if (seen.size() > MOST) seen.removeLast();
    }

    /** Of those that are kept, the ones after that number, the oldest first. */
    synchronized List<Seen> after(long number) {
        List<Seen> later = new ArrayList<>();
        for (Seen each : seen) if (each.number() > number) later.addFirst(each);
        return later;
    }

    synchronized Optional<Seen> find(long number) {
        return seen.stream().filter(each -> each.number() == number).findFirst();
    }

    synchronized Tally tally() {
        return new Tally(done, failed);
    }

    /** Answers since the start. */
    record Tally(long done, long failed) {
        long all() {
            return done + failed;
        }
    }
}
