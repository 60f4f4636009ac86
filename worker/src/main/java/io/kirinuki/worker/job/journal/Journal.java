package io.kirinuki.worker.job.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.history.Foreign;
import io.kirinuki.worker.job.history.JobClients;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All jobs of a group of workers: a compacted topic of one partition, with a job's last state under its id.
 *
 * <p>Jobs write it in transactions, and a reader of what is committed sees nothing behind the first transaction that is
 * open, whosever that is. So what it sees is not always all that is committed: {@link #settled} waits until it is.
 */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(5);
    /** Brokers look every ten seconds for transactions that have taken too long. */
    private static final Duration BROKERS_LOOK = Duration.ofSeconds(30);

    private final JobClients clients;
    private final String topic;
    private final JournalFormat format;

    /** @param plans of the kinds of jobs that are known here */
    public Journal(JobClients clients, Collection<Class<?>> plans) {
        this.clients = clients;
        topic = clients.kafka().applicationId() + "-jobs";
        format = new JournalFormat(plans);
    }

    /** Makes the topic unless it is there. Throws {@link StartException}. */
    public void create() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            if (admin.listTopics().names().get().contains(topic)) return;
            short replicas = (short) clients.kafka().replicationFactor();
            NewTopic compacted = new NewTopic(
                            topic, Optional.of(1), replicas < 0 ? Optional.empty() : Optional.of(replicas))
                    .configs(Map.of("cleanup.policy", "compact", "segment.ms", "3600000"));
            admin.createTopics(List.of(compacted)).all().get();
            // The controller has it; the broker, whom clients ask, learns of it a moment later.
            while (!admin.listTopics().names().get().contains(topic)) Thread.sleep(20);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) return;
            throw new StartException(
                    "topic %s, the journal of jobs, cannot be made: %s"
                            .formatted(topic, e.getCause().getMessage()),
                    e);
        }
    }

    public ProducerRecord<byte[], byte[]> record(JobState state) {
        return new ProducerRecord<>(topic, state.id().getBytes(UTF_8), JournalFormat.write(state));
    }

    /** What can be seen at once: enough to look at, and not to send by. */
    public JobStates seen() {
        return read(false);
    }

    /**
     * All that is committed by now. For a job whose former process was fenced that is its last word.
     *
     * <p>Waits for the end of transactions of others that are open: one whose process was killed is ended by Kafka, at the
     * latest after its timeout. Throws {@link StartException} where that does not happen.
     */
    public JobStates settled() {
        return read(true);
    }

    private JobStates read(boolean settled) {
        TopicPartition partition = new TopicPartition(topic, 0);
        JobStates states = new JobStates();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            if (!consumer.listTopics().containsKey(topic)) return states;
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = settled
                    ? clients.highWatermark(partition)
                    : consumer.endOffsets(List.of(partition)).get(partition);
            Patience patience = new Patience(end);
            Foreign foreign = new Foreign();
            while (consumer.position(partition) < end) {
                var polled = consumer.poll(WAIT);
                polled.forEach(record -> take(record, states, foreign));
                if (polled.isEmpty()) patience.waited(consumer.position(partition));
            }
        }
        return states;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, JobStates states, Foreign foreign) {
        if (record.key() == null) {
            foreign.pass(record, "without a key");
            return;
        }
        String id = new String(record.key(), UTF_8);
        if (record.value() == null) {
            states.forget(id);
            return;
        }
        switch (format.read(record.value())) {
            case JournalFormat.Reading.Read(JobState state) -> states.put(id, state);
            case JournalFormat.Reading.Newer(String kind, int version) ->
                states.put(new JobStates.Newer(id, kind, version));
            // Whoever wrote that knows nothing of the job: what it said of itself last counts.
            case JournalFormat.Reading.Foreign(String reason) -> foreign.pass(record, reason);
        }
    }

    /** How long somebody waits for another's transaction. */
    private final class Patience {
        private final long end;
        private final Duration most = clients.transactionTimeout().plus(BROKERS_LOOK);
        private final long since = System.nanoTime();
        private long told = since;

        private Patience(long end) {
            this.end = end;
        }

        private void waited(long position) {
            long now = System.nanoTime();
            if (now - since > most.toNanos()) {
                throw new StartException(
                        "topic %s, the journal of jobs, holds a transaction at offset %d that does not end, so what is behind it cannot be known. Nothing is lost: try again, or look for it with `kafka-transactions.sh find-hanging`"
                                .formatted(topic, position));
            }
            if (now - told < TOLD_EVERY.toNanos()) return;
            told = now;
            LOG.warn(
                    "Waiting for a transaction of another job to end, as Kafka does where its process was killed:"
                            + " offset {} of {} in {}, for at most {} s",
                    position,
                    end,
                    topic,
                    most.toSeconds());
        }
    }
}
