package io.kirinuki.worker.job.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.schema.Json;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.redrive.RedrivePlan;
import io.kirinuki.worker.job.replay.ReplayPlan;
import io.kirinuki.worker.job.submit.SubmitPlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** A job that an earlier version began goes on under this one; what a later one wrote is left to that. */
class JournalFormatTest {
    private static final JournalFormat FORMAT =
            new JournalFormat(List.of(ReplayPlan.class, RedrivePlan.class, SubmitPlan.class));

    /** As the version before formats had numbers wrote them, to the byte: jobs of all kinds, open, done and cancelled. */
    private static List<String> firstFormat() throws IOException {
        try (var in = JournalFormatTest.class.getResourceAsStream("journal-1.jsonl")) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Test
    void theFirstFormatIsReadWhole() throws Exception {
        assertThat(firstFormat()).hasSize(5).allSatisfy(line -> {
            JobState state = read(line);
            ObjectNode written = (ObjectNode) Json.MAPPER.readTree(JournalFormat.write(state));
            assertThat(written.remove("v").asInt()).isEqualTo(2);
            assertThat(written.remove("topics").isEmpty())
                    .as("nobody knew their ids")
                    .isTrue();
            assertThat(written).isEqualTo(Json.MAPPER.readTree(line));
        });
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        for (String line : firstFormat()) {
            JobState state = read(line).knowing(Map.of("requests", "an id"));
            assertThat(FORMAT.read(JournalFormat.write(state))).isEqualTo(new JournalFormat.Reading.Read(state));
        }
    }

    @Test
    void aLaterFormatIsNamedAndNothingElseIsRefused() throws Exception {
        ObjectNode later = (ObjectNode) Json.MAPPER.readTree(firstFormat().get(1));
        later.put("v", 3).remove("cursor");
        assertThat(FORMAT.read(Json.MAPPER.writeValueAsBytes(later)))
                .isEqualTo(new JournalFormat.Reading.Newer("redrive", 3));
        JobStates states = new JobStates();
        JobState replay = read(firstFormat().getFirst());
        states.put(replay.id(), replay);
        states.put(new JobStates.Newer("redrive-1", "redrive", 3));
        assertThat(states.of("replay")).containsExactly(replay);
        assertThat(states.newer("replay")).isEmpty();
        assertThat(states.newer("redrive")).hasSize(1);
        assertThatThrownBy(() -> states.find("redrive-1"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("redrive-1 was written by a later version")
                .hasMessageContaining("format 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "7",
                "{}",
                "{\"id\": 7}",
                "{\"id\": \"a\", \"plan\": {\"kind\": \"dance\"}}",
                "{\"id\": \"a\", \"plan\": {\"kind\": \"replay\"}}"
            })
    void whatIsNoJobIsForeign(String value) {
        assertThat(FORMAT.read(value.getBytes(UTF_8))).isInstanceOf(JournalFormat.Reading.Foreign.class);
    }

    private static JobState read(String line) {
        return ((JournalFormat.Reading.Read) FORMAT.read(line.getBytes(UTF_8))).state();
    }
}
