package io.kirinuki.worker.job.replay;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.worker.job.history.Where;
import io.kirinuki.worker.job.history.Where.Field;
import io.kirinuki.worker.job.history.Where.Match;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which requests of the past are meant: by what they ask, and by what was answered to them last, if anything was. */
record RequestFilter(Where<ImageRequest> asked, Where<Optional<ImageAnswer>> answered) {
    private static final Map<String, Field<ImageRequest>> ASKED = Map.of(
            "bucket", Where.text(request -> List.of(request.source().bucket())),
            "key", Where.text(request -> List.of(request.source().key())),
            "prefix",
                    new Field<>(Match.START, request -> List.of(request.source().key())),
            "suffix", new Field<>(Match.END, request -> List.of(request.source().key())),
            "pipeline", Where.text(request -> List.of(request.title())),
            "id", Where.text(request -> request.id().stream().toList()));

    private static final Map<String, Field<Optional<ImageAnswer>>> ANSWERED = Map.of(
            "outcome", Where.text(RequestFilter::outcome),
            "failure", ofFailures(failure -> failure.failure().name()),
            "fate", ofFailures(failure -> failure.failure().fate()),
            "model",
                    new Field<>(
                            Match.START,
                            ofResults(result -> result.models().stream().flatMap(RequestFilter::names))),
            "uncertainty",
                    new Field<>(
                            Match.NUMBER,
                            ofResults(result ->
                                    result.measures().uncertainty().stream().map(String::valueOf))));

    /** Throws {@link IllegalArgumentException} that names the condition. */
    static RequestFilter parse(String text) {
        var known = new TreeSet<>(ASKED.keySet());
        known.addAll(ANSWERED.keySet());
        return new RequestFilter(Where.parse(text, ASKED, known), Where.parse(text, ANSWERED, known));
    }

    boolean asksForAnswers() {
        return !answered.conditions().isEmpty();
    }

    private static List<String> outcome(Optional<ImageAnswer> last) {
        if (last.isEmpty()) return List.of("unanswered");
        return switch (last.get()) {
            case ImageFailure failure -> List.of("failed");
            case ImageRemoval removal -> List.of("done");
            case ImageResult result -> result.reused().orElse(false) ? List.of("done", "reused") : List.of("done");
        };
    }

    /** A digest, of which the first digits do, or a name. */
    private static Stream<String> names(ImageResult.ModelUse model) {
        return Stream.of(model.sha256(), model.name() + "@" + model.version());
    }

    private static Field<Optional<ImageAnswer>> ofFailures(Function<ImageFailure, String> value) {
        return Where.text(last -> last.stream()
                .filter(ImageFailure.class::isInstance)
                .map(failure -> value.apply((ImageFailure) failure))
                .toList());
    }

    private static Function<Optional<ImageAnswer>, List<String>> ofResults(
            Function<ImageResult, Stream<String>> values) {
        return last -> last.stream()
                .filter(ImageResult.class::isInstance)
                .flatMap(result -> values.apply((ImageResult) result))
                .toList();
    }
}
