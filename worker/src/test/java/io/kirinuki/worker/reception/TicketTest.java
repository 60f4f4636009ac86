package io.kirinuki.worker.reception;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TicketTest {
    private static final Owner ADA = new Owner("ada");
    private static final Instant NOW = Instant.parse("2026-11-28T16:00:00.123Z");

    @Test
    void aTicketIsItsOwnersAlone() {
        Ticket ticket = Ticket.fresh(ADA, NOW);
        assertThat(Ticket.of(ticket.id(), ADA)).contains(ticket);
        assertThat(Ticket.of(ticket.id(), new Owner("bob"))).isEmpty();
        assertThat(ticket.time()).isEqualTo(NOW);
        assertThat(Ticket.ofKey(ticket.key())).contains(ticket);
    }

    @Test
    void aTicketThatIsChangedIsNobodys() {
        String id = Ticket.fresh(ADA, NOW).id();
        for (int i = 0; i < id.length(); i++) {
            String other = id.substring(0, i) + (id.charAt(i) == '0' ? '1' : '0') + id.substring(i + 1);
            assertThat(Ticket.of(other, ADA)).as(other).isEmpty();
        }
        for (String none : new String[] {"", "x", id.substring(1) + "G", id + "0", id.substring(1)}) {
            assertThat(Ticket.of(none, ADA)).isEmpty();
            assertThat(Ticket.ofKey(none.getBytes(UTF_8))).isEmpty();
        }
        assertThat(Ticket.ofKey(null)).isEmpty();
    }

    @Test
    void noTwoAreTheSame() {
        Set<Ticket> tickets =
                Stream.generate(() -> Ticket.fresh(ADA, NOW)).limit(1000).collect(Collectors.toSet());
        assertThat(tickets).hasSize(1000);
    }
}
