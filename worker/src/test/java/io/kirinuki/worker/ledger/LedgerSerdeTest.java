package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.schema.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The formats of a ledger's entries: today's, the one before, which is kept as bytes of that time, and those to come. */
class LedgerSerdeTest {
    private static final Position POSITION = new Position("image-requests", 3, 90210, Optional.of(4));

    @Test
    void anEntryOfTheFormerFormatIsReadWhole() throws IOException {
        LedgerEntry entry = read(former());

        assertThat(entry.position()).isEqualTo(POSITION);
        assertThat(entry.timestamp()).isEqualTo(1_795_262_369_900L);
        assertThat(entry.key().orElseThrow()).isEqualTo("shoes".getBytes(UTF_8));
        assertThat(entry.value().orElseThrow()).isEqualTo("{\"id\":\"r-1\"}".getBytes(UTF_8));
        assertThat(entry.originalHeaders().lastHeader("traceparent").value()).isEqualTo("00-1".getBytes(UTF_8));
        assertThat(entry.originalHeaders().lastHeader("nothing").value()).isNull();
        assertThat(entry.attempt()).isEqualTo(3);
        assertThat(entry.firstFailedAt()).contains(Instant.parse("2026-11-21T11:59:30.125Z"));
        assertThat(entry.notBefore()).contains(Instant.parse("2026-11-21T12:00:01Z"));
        assertThat(entry.suspicion()).isEmpty();
    }

    /** The last worker of the former version has died with a request in flight; today's answers it. */
    @Test
    void aLedgerOfTheFormerFormatIsTakenOver() throws IOException {
        LedgerWorld world = new LedgerWorld(1, 1, LedgerConfig.Order.KEY);
        world.clock = Instant.parse("2026-11-21T12:00:02Z").toEpochMilli(); // its next attempt is due
        world.changelog(0).put(Ledger.id(POSITION), former());
        world.die(world.processes.getFirst());

        world.drain();

        assertThat(world.sent).containsExactly(new LedgerWorld.Sent(POSITION, "done", "results"));
    }

    @Test
    void whatIsWrittenTodayIsReadAgain() throws IOException {
        LedgerEntry entry = read(former()).suspected(Optional.of(new Suspicion(3, Optional.of(-7L), false)));

        assertThat(read(write(entry))).usingRecursiveComparison().isEqualTo(entry);
        assertThat(write(entry)).startsWith(0xBF, 0x61, 'v', LedgerSerde.FORMAT);
    }

    @Test
    void aFormatToComeIsRefusedByItsNumber() throws IOException {
        byte[] newer = write(read(former()));
        newer[3] = LedgerSerde.FORMAT + 1;

        assertThatThrownBy(() -> read(newer))
                .isInstanceOf(NewerLedgerException.class)
                .hasMessageContaining("format 3")
                .hasMessageContaining("up to 2")
                .hasMessageContaining("Start the newer worker");
    }

    /** No task begins over it, and nothing of it is skipped or lost. */
    @Test
    void aLedgerOfAFormatToComeIsNotBegun() throws IOException {
        LedgerWorld world = new LedgerWorld(1, 1, LedgerConfig.Order.KEY);
        byte[] newer = write(read(former()));
        newer[3] = LedgerSerde.FORMAT + 1;
        world.changelog(0).put(Ledger.id(POSITION), newer);

        assertThatThrownBy(() -> world.die(world.processes.getFirst())).isInstanceOf(NewerLedgerException.class);
        assertThat(world.changelog(0)).containsKey(Ledger.id(POSITION));
    }

    /** Somebody's tool has written into the ledger's topic: what came of that is seen, and no request is held up. */
    @Test
    void whatIsNoEntryIsRemovedOrAnsweredByItsPositionAlone() throws IOException {
        LedgerWorld world = new LedgerWorld(1, 1, LedgerConfig.Order.KEY);
        world.clock = Instant.parse("2026-11-21T12:00:02Z").toEpochMilli();
        var changelog = world.changelog(0);
        changelog.put(Ledger.id(POSITION), former());
        changelog.put("anything", "anything".getBytes(UTF_8));
        changelog.put("requests-0@1", write(read(former()))); // not as a ledger writes it
        List<byte[]> garbage = List.of(
                new byte[0],
                "{}".getBytes(UTF_8),
                new byte[] {(byte) 0xBF},
                new byte[] {(byte) 0xBF, (byte) 0xFF},
                write(read(former()))); // another's
        List<LedgerWorld.Sent> answers = new ArrayList<>(List.of(new LedgerWorld.Sent(POSITION, "done", "results")));
        for (int i = 0; i < garbage.size(); i++) {
            Position position = new Position("requests", 0, 700 + i);
            changelog.put(Ledger.id(position), garbage.get(i));
            answers.add(new LedgerWorld.Sent(position, "done", "results"));
        }
        world.die(world.processes.getFirst());

        world.drain();

        assertThat(world.sent).containsExactlyInAnyOrderElementsOf(answers);
        assertThat(world.garbled).isEqualTo(garbage.size());
        assertThat(world.changelog(0)).isEmpty();
    }

    /** A request that nothing speaks against pays three bytes for the version, and none for what might. */
    @Test
    void anEntryWithoutSuspicionIsAsSmallAsBefore() throws IOException {
        assertThat(write(read(former()))).hasSize(former().length + 3);
    }

    private static byte[] former() throws IOException {
        try (var file = LedgerSerdeTest.class.getResourceAsStream("entry-format-1.cbor")) {
            return file.readAllBytes();
        }
    }

    private static byte[] write(LedgerEntry entry) {
        return LedgerSerde.serde().serializer().serialize("ledger", entry);
    }

    private static LedgerEntry read(byte[] bytes) {
        return LedgerSerde.serde().deserializer().deserialize("ledger", bytes);
    }
}
