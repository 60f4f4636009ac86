package io.kirinuki.worker.topic;

import io.kirinuki.worker.ledger.Changelog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the changelogs of ledgers as many partitions as their source topics have, so that who adds partitions to those
 * need do nothing else. Kafka Streams would make the changelogs once, and break its threads ever after.
 *
 * <p>What it cannot mend it tells, with the command that does. Any thread.
 */
public final class LedgerTopics {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerTopics.class);

    private final String bootstrap;
    private final List<Changelog> changelogs;
    /** Of source topics, as they were when somebody looked first. */
    private final Map<String, Uuid> ids = new ConcurrentHashMap<>();

    private volatile Optional<String> trouble = Optional.empty();

    public LedgerTopics(String bootstrap, List<Changelog> changelogs) {
        this.bootstrap = bootstrap;
        this.changelogs = List.copyOf(changelogs);
    }

    /** What was wrong when somebody looked last, and what to do about it. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** Looks, and adds what lacks. A broker that does not answer leaves all as it was. */
    public Optional<String> tend(Admin admin) throws InterruptedException {
        return tend(new Partitions(admin));
    }

    Optional<String> tend(Partitions brokers) throws InterruptedException {
        try {
            Set<String> topics = new HashSet<>();
            changelogs.forEach(changelog -> topics.addAll(List.of(changelog.topic(), changelog.source())));
            Map<String, Partitions.Shown> shown = brokers.shown(topics);
            Map<String, Integer> partitions = new HashMap<>();
            shown.forEach((topic, one) -> partitions.put(topic, one.partitions()));
            List<String> troubles = new ArrayList<>();
            for (Changelog changelog : changelogs) {
                Optional.ofNullable(shown.get(changelog.source()))
                        .flatMap(source -> madeAnew(changelog.source(), source))
                        .ifPresent(troubles::add);
                tend(changelog, partitions, brokers).ifPresent(troubles::add);
            }
            told(troubles.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", troubles)));
        } catch (ExecutionException | KafkaException | IllegalStateException e) { // the last: the client was closed
            LOG.debug("How many partitions topics have is not known", e);
        }
        return trouble;
    }

    /**
     * Nothing else would tell of one with as many partitions: consumers go on in it where they were in the former one, and
     * begin at its start only where it does not reach so far yet.
     */
    private Optional<String> madeAnew(String source, Partitions.Shown shown) {
        Uuid first = ids.computeIfAbsent(source, name -> shown.id());
        if (shown.id().equals(first)) return Optional.empty();
        return Optional.of(
                ("%s was deleted and made anew while this worker ran. It goes on where it was in the former one, so requests"
                                + " at lower offsets may have been passed over. Stop all workers, then let them begin at the"
                                + " topic's start: kafka-consumer-groups.sh --bootstrap-server %s --group APPLICATION-ID"
                                + " --topic %s --reset-offsets --to-earliest --execute; what was answered of it already is"
                                + " answered again")
                        .formatted(source, bootstrap, source));
    }

    private Optional<String> tend(Changelog changelog, Map<String, Integer> partitions, Partitions brokers)
            throws InterruptedException {
        Integer source = partitions.get(changelog.source());
        Integer own = partitions.get(changelog.topic());
        if (source == null) return Optional.of(gone(changelog, own));
        if (own == null || own.equals(source)) return Optional.empty(); // Streams makes one that is not there
        if (own > source) return Optional.of(madeAnew(changelog, source, own));
        return raise(changelog, own, source, brokers);
    }

    /**
     * Makes ready what Streams is about to check: it wants {@code wanted} partitions of a changelog, neither fewer nor
     * more. Throws {@link LedgerTopicsException} where that cannot be.
     */
    void ready(Changelog changelog, int wanted, Partitions brokers) throws InterruptedException, ExecutionException {
        Map<String, Integer> partitions = brokers.of(Set.of(changelog.topic(), changelog.source()));
        Integer own = partitions.get(changelog.topic());
        if (own == null || own == wanted) return;
        int source = partitions.getOrDefault(changelog.source(), 0);
        Optional<String> lack = Optional.empty();
        if (own < wanted) lack = raise(changelog, own, wanted, brokers);
        // Where the source has more than Streams knows of yet, the surplus is for later: see GrowingAdmin.
        else if (own > source) lack = Optional.of(madeAnew(changelog, source, own));
        if (lack.isPresent()) {
            told(lack);
            throw new LedgerTopicsException(lack.get());
        }
        // The controller has them; the brokers, whom clients ask, learn of them a moment later.
        while (brokers.of(Set.of(changelog.topic())).getOrDefault(changelog.topic(), 0) < wanted) Thread.sleep(20);
    }

    private Optional<String> raise(Changelog changelog, int own, int wanted, Partitions brokers)
            throws InterruptedException {
        try {
            brokers.raise(changelog.topic(), wanted);
            LOG.info(
                    "{} has {} partitions now: gave as many to {}, which had {}",
                    changelog.source(),
                    wanted,
                    changelog.topic(),
                    own);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) throw new KafkaException(e.getCause());
            return Optional.of(
                    ("%s has %d partitions, but %s, which the ledger is restored from, has %d, and this worker"
                                    + " cannot add any (%s). Let somebody who may do so add them: %s")
                            .formatted(
                                    changelog.source(),
                                    wanted,
                                    changelog.topic(),
                                    own,
                                    e.getCause().getMessage(),
                                    alter(changelog.topic(), wanted)));
        }
    }

    private String madeAnew(Changelog changelog, int source, int own) {
        return ("%s has %d partitions, but %s, which the ledger is restored from, has %d: the topic was made anew with"
                                + " fewer, and what was in flight of the others cannot be answered. Give it as many again: %s")
                        .formatted(changelog.source(), source, changelog.topic(), own, alter(changelog.source(), own))
                + ". Or stop all workers and delete %s, if nothing that it holds is waited for"
                        .formatted(changelog.topic());
    }

    private String gone(Changelog changelog, Integer own) {
        return "%s is gone. Make it again: kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions %s"
                .formatted(changelog.source(), bootstrap, changelog.source(), own == null ? "8" : own.toString());
    }

    private String alter(String topic, int partitions) {
        return "kafka-topics.sh --bootstrap-server %s --alter --topic %s --partitions %d"
                .formatted(bootstrap, topic, partitions);
    }

    private void told(Optional<String> now) {
        if (now.isPresent() && !now.equals(trouble)) LOG.error("{}", now.get());
        trouble = now;
    }

    Optional<Changelog> named(String topic) {
        return changelogs.stream()
                .filter(changelog -> changelog.topic().equals(topic))
                .findFirst();
    }
}
