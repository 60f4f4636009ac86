package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class FailureHeadersTest {
    private static final Path CONTRACT = Path.of("../schemas/asyncapi.yaml");

    @Test
    void theExampleOfTheContractIsWhatIsWritten() throws IOException {
        Failure failure = new Failure.NotFound(ObjectRef.of("shop-photos", "incoming/shoe.jpg"));
        var position = new Position("image-requests", 3, 90210);
        var entry = new LedgerEntry(
                position,
                1_795_262_369_900L,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Map<String, String> written = new HashMap<>();
        FailureHeaders.of(entry, failure, Instant.parse("2026-11-21T11:59:30.125Z"))
                .forEach(header -> written.put(header.key(), new String(header.value(), UTF_8)));

        assertThat(written).isEqualTo(example());
    }

    private static Object example() throws IOException {
        try (Reader file = Files.newBufferedReader(CONTRACT)) {
            Object node = new Yaml().load(file);
            for (String step : List.of("components", "messages", "deadLetter", "examples")) {
                node = ((Map<?, ?>) node).get(step);
            }
            return ((Map<?, ?>) ((List<?>) node).getFirst()).get("headers");
        }
    }
}
