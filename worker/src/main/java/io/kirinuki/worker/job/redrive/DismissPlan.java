package io.kirinuki.worker.job.redrive;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;

/**
 * Says of dead letters that nobody will send them again, who says so, and why. Sends nothing: that its cursor lies behind
 * them is what is known of them.
 *
 * @param topic the dead letters'
 * @param topicId of that topic, as the broker names it
 * @param spans of it, by partition
 * @param where which of them, in the words of {@link LetterFilter}; blank: all
 * @param by whoever says so
 * @param why in a sentence for those who look later
 */
@JsonTypeName(DismissPlan.KIND)
public record DismissPlan(String topic, String topicId, List<Span> spans, String where, String by, String why)
        implements Plan {
    public static final String KIND = "dismissal";

    public DismissPlan {
        spans = List.copyOf(spans);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String fence(String job) {
        return RedrivePlan.KIND;
    }

    @Override
    public boolean sends() {
        return false;
    }

    @Override
    public String summary() {
        return "dead letters of %s%s dismissed by %s: %s"
                .formatted(topic, where.isBlank() ? "" : ", where " + where + ",", by, why);
    }
}
