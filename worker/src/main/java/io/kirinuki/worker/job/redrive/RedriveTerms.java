package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.event.DeadLetter;
import java.util.Optional;

/** Which dead letters a redrive takes and which it leaves, by its plan and the dead letter alone. */
record RedriveTerms(RedrivePlan plan, LetterFilter filter) {
    static final String NOT_MEANT = "not meant";
    static final String TOMBSTONE = "no dead letter";
    static final String VALUE_LEFT_OUT = "value left out";
    static final String OTHER_TOPIC = "of another topic";
    static final String HELD_BACK = "held back";

    static RedriveTerms of(RedrivePlan plan) {
        return new RedriveTerms(plan, LetterFilter.parse(plan.where()));
    }

    boolean means(DeadLetter letter) {
        return filter.test(letter);
    }

    /** Why one that is meant stays; empty where it goes. */
    Optional<String> obstacle(DeadLetter letter) {
        if (letter.isTombstone()) return Optional.of(TOMBSTONE);
        if (letter.omittedBytes().isPresent()) return Optional.of(VALUE_LEFT_OUT);
        if (!plan.targets().contains(target(letter))) return Optional.of(OTHER_TOPIC);
        return letter.redrives() >= plan.most() ? Optional.of(HELD_BACK) : Optional.empty();
    }

    boolean takes(DeadLetter letter) {
        return means(letter) && obstacle(letter).isEmpty();
    }

    String target(DeadLetter letter) {
        return letter.topic().orElse(plan.targets().getFirst());
    }
}
