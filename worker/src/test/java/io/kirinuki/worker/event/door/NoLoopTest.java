package io.kirinuki.worker.event.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRequest.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of thousands of random configurations, and whatever place a request may name for its artifacts: should the store tell of
 * one there, nothing is made of it.
 */
class NoLoopTest {
    private static final List<String> BUCKETS = List.of("photos", "photos-2", "artifacts");
    private static final List<String> PATTERNS = List.of("photos", "photos-2", "artifacts", "*", "photos*", "*s");
    private static final List<String> PREFIXES = List.of("", "in", "in/", "in/made", "made", "made/in", "i", "in-2");

    @TempDir
    Path folder;

    private final Random random = new Random(12);

    @Test
    void noArtifactIsWorkedOn() throws IOException {
        int started = 0;
        int allowed = 0;
        int refused = 0;
        for (int round = 0; round < 1_500; round++) {
            String yaml = "rules: [%s]"
                    .formatted(IntStream.range(0, 1 + random.nextInt(3))
                            .mapToObj(i -> rule())
                            .collect(Collectors.joining(", ")));
            Optional<Rules> rules = rules(yaml);
            if (rules.isEmpty()) continue;
            started++;
            Doors doors = new Doors(rules.get(), reason -> {});
            for (int i = 0; i < 20; i++) {
                Output asked = output();
                if (rules.get().reach().refusal(asked).isPresent()) {
                    refused++;
                    continue;
                }
                allowed++;
                Place place = rules.get().reach().output().or(asked);
                String event = Records.event("ObjectCreated:Put", place.bucket(), place.prefix() + "mask-1/a.png", "");
                assertThat(doors.shares(Records.record(Records.notification(event))))
                        .as("%s asked for %s", yaml, asked)
                        .isEmpty();
            }
        }
        assertThat(started).isGreaterThan(200);
        assertThat(allowed).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(1_000);
    }

    private Optional<Rules> rules(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("rules.yaml"), yaml);
        Place output = Place.folder(any(BUCKETS), any(PREFIXES));
        Optional<List<Place>> outputs = random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(List.of(Place.folder(any(PATTERNS), any(PREFIXES))));
        try {
            Reach reach = Reach.of(List.of(Place.folder(any(PATTERNS), any(PREFIXES))), output, outputs);
            return Optional.of(RuleFile.read(file, Pipelines.builtIn(), reach));
        } catch (IllegalArgumentException | RulesException e) {
            return Optional.empty(); // the worker would not start
        }
    }

    private String rule() {
        String output = random.nextBoolean()
                ? ""
                : ", output: {bucket: %s, prefix: '%s'}".formatted(any(BUCKETS), any(PREFIXES));
        return "{pipeline: mask, bucket: '%s', prefix: '%s'%s}".formatted(any(PATTERNS), any(PREFIXES), output);
    }

    private Output output() {
        return new Output(
                Optional.of(any(BUCKETS)).filter(it -> random.nextBoolean()),
                Optional.of(any(PREFIXES)).filter(it -> random.nextInt(4) > 0));
    }

    private String any(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }
}
