package io.kirinuki.worker.event.door;

import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of an object that a store tells of what is to be done with it: the first rule that is for it. What lies where
 * artifacts go is nobody's, or work would make work without end.
 */
public final class Rules {
    private final List<Rule> rules;
    private final Reach reach;

    /** @param reach of workers, what these rules take and where they have artifacts put counted in */
    Rules(List<Rule> rules, Reach reach) {
        this.rules = List.copyOf(rules);
        this.reach = reach;
    }

    /** As below, for who makes nothing of requests. */
    public static Rules none() {
        return none(Reach.into(new Place("", "")));
    }

    /** All that stores tell of is ignored. */
    public static Rules none(Reach reach) {
        return new Rules(List.of(), reach);
    }

    /** Of workers that go by these rules. */
    public Reach reach() {
        return reach;
    }

    /** Whether any rule may take what lies there. */
    public boolean takeFrom(Place place) {
        return rules.stream().anyMatch(rule -> rule.intake().meets(place));
    }

    Optional<ImageRequest> request(StoreEvent.Created event) {
        return reach.isOwn(event.object())
                ? Optional.empty()
                : rules.stream().filter(rule -> rule.takes(event)).findFirst().map(rule -> rule.request(event));
    }

    /** Where artifacts of what is gone are to go with it: by each rule that may have taken it, of which one is the first. */
    List<ImageRequest.Output> cleared(StoreEvent.Removed event) {
        if (reach.isOwn(event.object())) return List.of();
        List<ImageRequest.Output> outputs = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.clears(event)) outputs.add(rule.output());
            if (rule.tookSurely(event)) break;
        }
        return outputs.stream().distinct().toList();
    }

    /** Why nothing is to be deleted; empty where something is. */
    Optional<Ignored> ignored(StoreEvent.Removed event) {
        if (reach.isOwn(event.object())) return Optional.of(Ignored.OWN_OUTPUT);
        return cleared(event).isEmpty() ? Optional.of(Ignored.OTHER_EVENT) : Optional.empty();
    }

    /** Why there is no request; empty where there is. */
    Optional<Ignored> ignored(StoreEvent.Created event) {
        if (reach.isOwn(event.object())) return Optional.of(Ignored.OWN_OUTPUT);
        return request(event).isPresent() ? Optional.empty() : Optional.of(Ignored.NO_RULE);
    }
}
