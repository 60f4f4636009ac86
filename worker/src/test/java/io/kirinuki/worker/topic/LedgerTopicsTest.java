package io.kirinuki.worker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.worker.ledger.Changelog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** What is done about each way that counts can differ; PartitionsAddedIT and StartIT do it at a real broker. */
class LedgerTopicsTest {
    private static final Changelog CHANGELOG = Changelog.of("app", "requests", "");

    private final Brokers brokers = new Brokers();
    private final LedgerTopics topics = new LedgerTopics("broker:9092", List.of(CHANGELOG));

    @Test
    void aChangelogIsNamedAsStreamsNamesIt() {
        assertThat(CHANGELOG.topic()).isEqualTo("app-ledger-changelog");
        assertThat(Changelog.of("app", "requests", "-backfill").topic()).isEqualTo("app-ledger-backfill-changelog");
    }

    @Test
    void aChangelogGetsAsManyPartitionsAsItsSource() throws Exception {
        brokers.have(5, 2);
        assertThat(topics.tend(brokers)).isEmpty();
        assertThat(brokers.partitions).containsEntry("app-ledger-changelog", 5);
    }

    @Test
    void whereItMayNotBeDoneTheWayIsToldUntilItWasDone() throws Exception {
        brokers.have(5, 2);
        brokers.refusal = Optional.of(new TopicAuthorizationException("not authorized"));
        String way =
                "kafka-topics.sh --bootstrap-server broker:9092 --alter --topic app-ledger-changelog --partitions 5";
        assertThat(topics.tend(brokers).orElseThrow()).contains(way, "not authorized");
        assertThat(topics.trouble().orElseThrow()).contains(way);
        assertThatThrownBy(() -> topics.ready(CHANGELOG, 5, brokers))
                .isInstanceOf(LedgerTopicsException.class)
                .hasMessageContaining(way);
        brokers.have(5, 5);
        assertThat(topics.tend(brokers)).isEmpty();
    }

    @Test
    void aSourceThatWasMadeAnewWithFewerIsToldOf() throws Exception {
        brokers.have(2, 5);
        assertThat(topics.tend(brokers).orElseThrow())
                .contains("made anew", "--alter --topic requests --partitions 5", "delete app-ledger-changelog");
        assertThatThrownBy(() -> topics.ready(CHANGELOG, 2, brokers)).isInstanceOf(LedgerTopicsException.class);
    }

    @Test
    void aSourceThatWasMadeAnewWithAsManyIsToldOfForGood() throws Exception {
        brokers.have(5, 5);
        assertThat(topics.tend(brokers)).isEmpty();
        brokers.life++;
        for (int look = 0; look < 2; look++) {
            assertThat(topics.tend(brokers).orElseThrow())
                    .contains("requests was deleted and made anew", "--topic requests --reset-offsets --to-earliest");
        }
        assertThat(new LedgerTopics("broker:9092", List.of(CHANGELOG)).tend(brokers))
                .as("of another worker, that began with it")
                .isEmpty();
    }

    @Test
    void aSourceThatIsGoneIsToldOf() throws Exception {
        brokers.have(5, 5);
        brokers.partitions.remove("requests");
        assertThat(topics.tend(brokers).orElseThrow()).contains("gone", "--create --topic requests --partitions 5");
    }

    @Test
    void aChangelogThatIsNotThereIsForStreamsToMake() throws Exception {
        brokers.partitions.put("requests", 5);
        assertThat(topics.tend(brokers)).isEmpty();
        topics.ready(CHANGELOG, 5, brokers);
        assertThat(brokers.partitions).containsOnlyKeys("requests");
    }

    @Test
    void aLeaderThatHasNotHeardOfMoreIsLeftWithWhatItKnows() throws Exception {
        brokers.have(5, 5);
        topics.ready(CHANGELOG, 2, brokers);
        brokers.have(5, 2);
        topics.ready(CHANGELOG, 2, brokers);
        assertThat(brokers.partitions).containsEntry("app-ledger-changelog", 2);
    }

    @Test
    void aBrokerThatDoesNotAnswerChangesNothing() throws Exception {
        brokers.have(2, 5);
        topics.tend(brokers);
        brokers.silent = true;
        assertThat(topics.tend(brokers)).isPresent();
        brokers.silent = false;
        brokers.have(5, 5);
        assertThat(topics.tend(brokers)).isEmpty();
    }

    private static final class Brokers extends Partitions {
        private final Map<String, Integer> partitions = new HashMap<>();
        private Optional<RuntimeException> refusal = Optional.empty();
        private boolean silent;
        private long life = 1;

        Brokers() {
            super(null, names -> null);
        }

        void have(int source, int changelog) {
            partitions.put("requests", source);
            partitions.put("app-ledger-changelog", changelog);
        }

        @Override
        Map<String, Shown> shown(Set<String> topics) throws ExecutionException {
            if (silent) throw new ExecutionException(new TimeoutException("no answer"));
            Map<String, Shown> some = new HashMap<>();
            partitions.forEach((topic, count) -> some.put(topic, new Shown(count, new Uuid(life, topic.hashCode()))));
            some.keySet().retainAll(topics);
            return some;
        }

        @Override
        void raise(String topic, int count) throws ExecutionException {
            if (refusal.isPresent()) throw new ExecutionException(refusal.get());
            partitions.put(topic, count);
        }
    }
}
