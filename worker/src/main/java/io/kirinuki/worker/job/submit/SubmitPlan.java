package io.kirinuki.worker.job.submit;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.kirinuki.image.Blob;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.job.journal.Plan;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends requests for many objects. */
@JsonTypeName(SubmitPlan.KIND)
public record SubmitPlan(SubmitSource source, SubmitTerms terms) implements Plan {
    public static final String KIND = "submit";

    private static final int DIGITS = 12;

    /** What the names of all jobs begin with that do this: who asks for the same again finds his job again. */
    String stem() {
        byte[] asked = Json.MAPPER.writeValueAsBytes(new SubmitPlan(source.identity(), terms));
        return "%s-%s".formatted(KIND, Blob.of(asked).sha256().substring(0, DIGITS));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean numbers() {
        return true;
    }

    @Override
    public String summary() {
        return Stream.of(
                        Optional.of(source.summary()),
                        terms.pipeline().map(name -> "through " + name),
                        Optional.of(terms.parameters())
                                .filter(all -> !all.isEmpty())
                                .map(all -> "with " + Json.MAPPER.writeValueAsString(all)),
                        terms.outputPrefix().map(prefix -> "to " + prefix),
                        Optional.of(terms.lane())
                                .filter(SubmitTerms.Lane.BACKFILL::equals)
                                .map(lane -> "as " + lane.name().toLowerCase(Locale.ROOT)),
                        Optional.of("by force").filter(text -> terms.force()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }
}
