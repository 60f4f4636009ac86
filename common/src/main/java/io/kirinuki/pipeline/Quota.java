package io.kirinuki.pipeline;

import java.util.OptionalInt;

/**
 * What a tenant has of one worker at most. What is beyond waits, and holds nothing meanwhile.
 *
 * @param inFlight images worked on at a time
 * @param aMinute images begun in a minute; a second's worth, and at least one, may begin at once
 */
public record Quota(OptionalInt inFlight, OptionalInt aMinute) {
    public static final Quota NONE = new Quota(OptionalInt.empty(), OptionalInt.empty());

    public Quota {
        refuseBelowOne("images in flight", inFlight);
        refuseBelowOne("images a minute", aMinute);
    }

    private static void refuseBelowOne(String what, OptionalInt limit) {
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "a quota of at least 1 expected in %s, not %d".formatted(what, limit.getAsInt()));
        }
    }
}
