package io.kirinuki.worker.job.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.Json;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.history.JobClients;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import tools.jackson.databind.ObjectReader;

/** All jobs of a group of workers: a compacted topic of one partition, with a job's last state under its id. */
public final class Journal {
    private static final Duration WAIT = Duration.ofMillis(200);

    private final JobClients clients;
    private final String topic;
    private final ObjectReader reader;

    /** @param plans of the kinds of jobs that are known here */
    public Journal(JobClients clients, Collection<Class<?>> plans) {
        this.clients = clients;
        reader = Json.wholeReader(JobState.class, plans);
        topic = clients.kafka().applicationId() + "-jobs";
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
        return new ProducerRecord<>(topic, state.id().getBytes(UTF_8), Json.MAPPER.writeValueAsBytes(state));
    }

    public Optional<JobState> find(String id) {
        return all().stream().filter(state -> state.id().equals(id)).findFirst();
    }

    /** The newest first. */
    public List<JobState> all() {
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, JobState> states = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            if (!consumer.listTopics().containsKey(topic)) return List.of();
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(WAIT)
                        .forEach(record -> states.put(
                                new String(record.key(), UTF_8), reader.<JobState>readValue(record.value())));
            }
        }
        return states.values().stream()
                .sorted(Comparator.comparing(JobState::startedAt).reversed())
                .toList();
    }
}
