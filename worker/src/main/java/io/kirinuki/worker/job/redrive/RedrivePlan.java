package io.kirinuki.worker.job.redrive;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;
import java.util.Optional;

/**
 * Sends dead letters again. Says all that decides which: whoever reads it later finds the same ones.
 *
 * @param topic the dead letters'
 * @param topicId of that topic, as the broker names it: one made anew under the same name has other offsets
 * @param spans of it, by partition
 * @param where which of them, in the words of {@link LetterFilter}; blank: all
 * @param most a dead letter that was sent again so often stays
 * @param dismissed whether those that were dismissed go too; absent: they stay
 * @param targets topics that dead letters may go back to, the first that of those that name none
 */
@JsonTypeName(RedrivePlan.KIND)
public record RedrivePlan(
        String topic,
        String topicId,
        List<Span> spans,
        String where,
        int most,
        Optional<Boolean> dismissed,
        List<String> targets)
        implements Plan {
    public static final String KIND = "redrive";

    public RedrivePlan {
        spans = List.copyOf(spans);
        targets = List.copyOf(targets);
    }

    boolean takesDismissed() {
        return dismissed.orElse(false);
    }

    long length() {
        return Spans.length(spans);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Redrives, and dismissals with them, have one turn in common: of two at a time, each would send what the other has not
     * sent yet.
     */
    @Override
    public String fence(String job) {
        return KIND;
    }

    @Override
    public String summary() {
        return "dead letters of %s%s%s, max-redrives %d"
                .formatted(
                        topic,
                        where.isBlank() ? "" : ", where " + where,
                        takesDismissed() ? ", dismissed ones too" : "",
                        most);
    }
}
