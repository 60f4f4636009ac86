package io.kirinuki.reach;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.WebAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a worker may read and where it may write, whoever asks for it.
 *
 * <p>No artifact can become work again: it either lies in a place that is our own, whose objects no notification makes
 * work of ({@link #isOwn}), or in one that nothing is taken from, for others are refused. Both go by the same places.
 */
public final class Reach {
    /** Where reading is allowed. */
    public static final String SOURCES = "kirinuki.reach.sources";
    /** Where writing is. */
    public static final String OUTPUTS = "kirinuki.reach.outputs";

    private static final int PLACES_NAMED = 8;

    private final List<Place> sources;
    private final Place output;
    private final List<Place> own;
    private final boolean bucketIsFree;
    private final List<Place> intakes;

    private Reach(List<Place> sources, Place output, List<Place> own, boolean bucketIsFree, List<Place> intakes) {
        this.sources = List.copyOf(sources);
        this.output = output;
        this.own = own.stream().distinct().toList();
        this.bucketIsFree = bucketIsFree;
        this.intakes = List.copyOf(intakes);
    }

    /** Reads everywhere, and writes into the bucket of its output alone. */
    public static Reach into(Place output) {
        return of(List.of(new Place(Place.ANY, "")), output, Optional.empty());
    }

    /**
     * Throws {@link IllegalArgumentException} where all that may be read lies where artifacts go.
     *
     * @param sources where reading is allowed
     * @param output where artifacts go that do not say; always allowed
     * @param outputs where else writing is allowed; without them, wherever in the bucket of {@code output} nothing is taken
     *     from
     */
    public static Reach of(List<Place> sources, Place output, Optional<List<Place>> outputs) {
        List<Place> own = Stream.concat(Stream.of(output), outputs.stream().flatMap(List::stream))
                .toList();
        for (Place source : sources) {
            if (own.stream().anyMatch(place -> place.covers(source))) {
                throw new IllegalArgumentException(
                        "%s: all of %s lies where artifacts go, %s; narrow one of them, or give artifacts a prefix"
                                .formatted(SOURCES, source, listed(own)));
            }
        }
        List<Place> intakes = sources.stream()
                .filter(source -> !source.bucket().equals(Place.ANY))
                .toList();
        return new Reach(sources, output, own, outputs.isEmpty(), intakes);
    }

    /** With a place that work is taken from, and where its artifacts go. */
    public Reach with(Place intake, Place artifacts) {
        return new Reach(
                sources,
                output,
                Stream.concat(own.stream(), Stream.of(artifacts)).toList(),
                bucketIsFree,
                Stream.concat(intakes.stream(), Stream.of(intake)).toList());
    }

    /** Where artifacts go that do not say. */
    public Place output() {
        return output;
    }

    /** Whether an object lies where artifacts go whoever asks for them. */
    public boolean isOwn(ObjectRef object) {
        return own.stream().anyMatch(place -> place.holds(object));
    }

    /** Whether all that could be taken from there would be our own. */
    public boolean swallows(Place intake) {
        return own.stream().anyMatch(place -> place.covers(intake));
    }

    /** Whether the operator has said where writing is allowed, and not there. */
    public boolean forbids(Place artifacts) {
        return !bucketIsFree && own.stream().noneMatch(place -> place.covers(artifacts));
    }

    /** Fails where the image, the alpha that comes with it or its artifacts lie where they may not. */
    public void check(ImageRequest request) throws FailedException {
        Optional<Failure> refusal = refusal(request.source(), "source")
                .or(() -> request.alpha().flatMap(alpha -> refusal(alpha.object(), "alpha")))
                .or(() -> refusal(request.output()));
        if (refusal.isPresent()) throw new FailedException(refusal.get());
    }

    /** Why an image may not be read; empty where it may. Addresses have a list of their own, {@code kirinuki.addresses.hosts}. */
    public Optional<Failure> refusal(ImageSource source, String field) {
        return switch (source) {
            case ObjectRef object -> refusal(object, field);
            case WebAddress address -> Optional.empty();
        };
    }

    private Optional<Failure> refusal(ObjectRef object, String field) {
        if (sources.stream().anyMatch(place -> mayHold(place, object))) return Optional.empty();
        boolean bucketToo = sources.stream().noneMatch(place -> Place.matches(place.bucket(), object.bucket()));
        return Optional.of(new Failure.OutOfReach(
                field + (bucketToo ? ".bucket" : ".key"),
                "%s may not be read; allowed: %s (%s)".formatted(object, listed(sources), SOURCES)));
    }

    /** A key that something on the way could lead out of its folder is in none. */
    private static boolean mayHold(Place place, ObjectRef object) {
        return place.holds(object) && (place.prefix().isEmpty() || !KeyPrefix.hasDotSegment(object.key()));
    }

    /** Why artifacts may not go there; empty where they may. */
    public Optional<Failure> refusal(ImageRequest.Output asked) {
        if (asked.equals(ImageRequest.Output.DEFAULT)) return Optional.empty();
        Optional<String> problem = asked.prefix().flatMap(KeyPrefix::problem);
        if (problem.isPresent()) {
            return Optional.of(new Failure.InvalidRequest("output.prefix: " + problem.get()));
        }
        Place place = output.or(asked);
        if (own.stream().anyMatch(one -> one.covers(place))) return Optional.empty();
        boolean free = bucketIsFree && place.bucket().equals(output.bucket());
        Optional<Place> intake =
                intakes.stream().filter(one -> one.meets(place)).findFirst();
        if (free && intake.isEmpty()) return Optional.empty();
        boolean bucketToo = !free && own.stream().noneMatch(one -> Place.matches(one.bucket(), place.bucket()));
        return Optional.of(new Failure.OutOfReach(
                bucketToo ? "output.bucket" : "output.prefix",
                "artifacts may not go to %s%s; allowed: %s (%s)"
                        .formatted(
                                place,
                                free ? ", for images are taken from " + intake.orElseThrow() : "",
                                listed(bucketIsFree && !free ? List.of(new Place(output.bucket(), "")) : own),
                                OUTPUTS)));
    }

    private static String listed(List<Place> places) {
        String named = places.stream().limit(PLACES_NAMED).map(Place::toString).collect(Collectors.joining(", "));
        return places.size() > PLACES_NAMED ? named + ", and %d more".formatted(places.size() - PLACES_NAMED) : named;
    }
}
