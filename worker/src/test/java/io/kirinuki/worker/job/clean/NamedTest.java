package io.kirinuki.worker.job.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.job.history.Foreign;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What clean keeps because an answer names it. */
class NamedTest {
    private static final Instant SINCE = Instant.ofEpochSecond(1_000);

    private final Named named = new Named();

    @Test
    void whatAYoungAnswerNamesIsKept_thoughARunOfLongAgoMadeIt() {
        take("young", SINCE, Optional.empty());
        take("old", SINCE.minusMillis(1), Optional.empty());
        assertThat(named.holds("made", "mask-1/young/")).isTrue();
        assertThat(named.holds("made", "mask-1/young/mask.png")).isTrue();
        assertThat(named.holds("elsewhere", "mask-1/young/")).isFalse();
        assertThat(named.holds("made", "mask-1/old/")).isFalse();
    }

    @Test
    void whatAJobThatIsNotEndedWasAnsweredIsKeptHoweverOldItIs() {
        take("open", Instant.EPOCH, Optional.of("replay-1"));
        take("ended", Instant.EPOCH, Optional.of("replay-2"));
        assertThat(named.holds("made", "mask-1/open/")).isTrue();
        assertThat(named.holds("made", "mask-1/ended/")).isFalse();
    }

    private void take(String name, Instant at, Optional<String> job) {
        ImageResult result = new ImageResult(
                "id",
                new ImageResult.Source("photos", "cat.jpg", Optional.empty(), "etag", 1, "JPEG", 4, 4, 1),
                "mask",
                "1",
                List.of(),
                ObjectRef.of("made", "mask-1/" + name + "/result.json"),
                ImageResult.Measures.NONE,
                List.of(),
                ImageResult.Timings.NONE,
                new Position("requests", 0, 1),
                1,
                at,
                Optional.of(true),
                Optional.empty(),
                Optional.empty());
        RecordHeaders headers = new RecordHeaders();
        job.ifPresent(id -> headers.add("x-job-id", id.getBytes(UTF_8)));
        var record = new ConsumerRecord<>(
                "results",
                0,
                1L,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                Json.write(result),
                headers,
                Optional.empty());
        named.take(record, SINCE, Set.of("replay-1"), new Foreign());
    }
}
