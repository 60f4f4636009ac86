package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.collect.AnswerLog.Attachment;
import io.kirinuki.worker.job.collect.AnswerLog.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was gathered of answers outlives its process, and of each request the last one counts. */
class AnswerLogTest {
    @TempDir
    private Path folder;

    private AnswerLog open(String head) {
        return AnswerLog.open(folder.resolve("x.csv.answers"), head);
    }

    private static Entry entry(long number, Rank rank, String value) {
        return new Entry(
                number, rank, Blob.of(value.getBytes(UTF_8)), Attachment.KEPT, Blob.of(("+" + value).getBytes(UTF_8)));
    }

    private static String value(AnswerLog log, long number) {
        Entry entry = log.entry(number);
        assertThat(entry.number()).isEqualTo(number);
        String value = new String(entry.value().bytes(), UTF_8);
        assertThat(new String(entry.attached().bytes(), UTF_8)).isEqualTo("+" + value);
        return value;
    }

    @Test
    void whatWasGatheredIsThereAgain_alsoWhereTheLastEntryWasCutOffAnywhere() throws IOException {
        try (AnswerLog log = open("job 1")) {
            log.add(entry(0, new Rank(0, 5, 0, 1), "first"));
            log.add(entry(7, new Rank(0, 5, 1, 1), "x".repeat(300_000)));
            log.reach(new TreeMap<>(Map.of(0, 2L, 1, 2L)));
            log.add(entry(3, new Rank(0, 6, 1, 2), "last"));
        }
        Path file = folder.resolve("x.csv.answers");
        byte[] whole = Files.readAllBytes(file);
        int lastEntry = whole.length;
        for (int cut = 0; cut < 40; cut++) {
            Files.write(file, Arrays.copyOf(whole, lastEntry - cut));
            try (AnswerLog log = open("job 1")) {
                assertThat(log.answered()).isEqualTo(cut == 0 ? 3 : 2);
                assertThat(log.reached()).isEqualTo(Map.of(0, 2L, 1, 2L));
                assertThat(value(log, 0)).isEqualTo("first");
                assertThat(value(log, 7)).hasSize(300_000);
                assertThat(log.holds(3)).isEqualTo(cut == 0);
                assertThat(log.holds(1_000_000)).isFalse();
                log.add(entry(3, new Rank(0, 6, 1, 2), "again"));
                assertThat(value(log, 3)).isEqualTo(cut == 0 ? "last" : "again");
            }
        }
        byte[] changed = whole.clone();
        changed[lastEntry - 2] ^= 1;
        Files.write(file, changed);
        try (AnswerLog log = open("job 1")) {
            assertThat(log.holds(3))
                    .as("an entry that its checksum does not know")
                    .isFalse();
        }
    }

    @Test
    void whatIsOfSomethingElseIsLeftAlone() throws IOException {
        try (AnswerLog log = open("job 1")) {
            log.add(entry(0, new Rank(0, 5, 0, 1), "first"));
            log.reach(new TreeMap<>(Map.of(0, 2L)));
        }
        assertThatThrownBy(() -> open("job 2"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("another job");
        try (AnswerLog log = open("job 1")) {
            assertThat(log.answered()).isEqualTo(1);
        }
        Path file = folder.resolve("x.csv.answers");
        Files.writeString(file, "somebody's own notes on what was answered");
        assertThatThrownBy(() -> open("job 1"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("none of ours");
        assertThat(file).hasContent("somebody's own notes on what was answered");
        Files.write(file, new byte[] {0, 0}); // cut off while it was begun
        try (AnswerLog log = open("job 1")) {
            assertThat(log.answered()).isZero();
        }
    }

    @Test
    void oneProcessGathersAtATime() {
        AnswerLog log = open("job 1");
        assertThatThrownBy(() -> open("job 1"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("another process is gathering these answers");
        log.delete();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theLastAnswerOfARequestCountsInWhicheverOrderTheyAreRead() {
        Rank[] ranks = {
            new Rank(0, 5, 0, 9), new Rank(0, 6, 0, 3), new Rank(0, 6, 1, 1), new Rank(0, 6, 1, 2), new Rank(1, 1, 0, 1)
        };
        for (int from = 0; from < ranks.length; from++) {
            try (AnswerLog log = AnswerLog.open(folder.resolve("from-" + from), "job 1")) {
                for (int i = 0; i < ranks.length; i++) {
                    int which = (from + i) % ranks.length;
                    log.add(entry(4, ranks[which], "rank " + which));
                }
                assertThat(value(log, 4)).isEqualTo("rank 4");
                assertThat(log.answered()).isEqualTo(1);
                assertThat(log.isLast(4, ranks[3])).isFalse();
                assertThat(log.isLast(4, ranks[4])).as("the very same").isFalse();
            }
        }
    }
}
