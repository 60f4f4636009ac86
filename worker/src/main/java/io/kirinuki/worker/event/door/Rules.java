package io.kirinuki.worker.event.door;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says of an object that a store tells of what is to be done with it: the first rule that is for it. What lies where
 * these rules, or requests that do not say, have artifacts put is nobody's, or work would make work without end.
 */
public final class Rules {
    private final List<Rule> rules;
    private final List<Place> own;

    /** @param output where artifacts go that do not say */
    Rules(List<Rule> rules, Place output) {
        this.rules = List.copyOf(rules);
        this.own = Stream.concat(Stream.of(output), rules.stream().map(rule -> output.or(rule.output())))
                .distinct()
                .toList();
    }

    /** All that stores tell of is ignored. */
    public static Rules none() {
        return new Rules(List.of(), new Place("", ""));
    }

    Optional<ImageRequest> request(StoreEvent.Created event) {
        return isOwn(event.object())
                ? Optional.empty()
                : rules.stream().filter(rule -> rule.takes(event)).findFirst().map(rule -> rule.request(event));
    }

    /** Why there is no request; empty where there is. */
    Optional<Ignored> ignored(StoreEvent.Created event) {
        if (isOwn(event.object())) return Optional.of(Ignored.OWN_OUTPUT);
        return request(event).isPresent() ? Optional.empty() : Optional.of(Ignored.NO_RULE);
    }

    /** Whether an object lies where these rules have artifacts put. */
    public boolean isOwn(ObjectRef object) {
        return own.stream().anyMatch(place -> place.holds(object));
    }
}
