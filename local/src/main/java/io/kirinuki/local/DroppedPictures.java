package io.kirinuki.local;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.page.Drops;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;

/**
 * Pictures that a visitor drops on the demo's page: put into the store and asked for over Kafka, as any upstream does it.
 * Any thread.
 */
final class DroppedPictures implements Drops, AutoCloseable {
    private static final ByteSize MOST = ByteSize.mebibytes(32);
    private static final List<String> OFFERED =
            List.of("cutout", "cutout-with-mask", "matte", "mask", "trim-background", "car-mask", "deskew");
    private static final Set<String> WITH_BACKGROUND = Set.of("cutout", "cutout-with-mask", "matte");
    private static final int PATIENCE_SECONDS = 20;

    private final String bootstrap;
    private final ObjectStore store;
    private final List<Choice> choices;
    private Optional<KafkaProducer<byte[], byte[]>> producer = Optional.empty(); // opened by the first

    /** @param models a folder; pipelines whose models it lacks are not offered */
    DroppedPictures(String bootstrap, ObjectStore store, Path models) {
        this.bootstrap = bootstrap;
        this.store = store;
        Pipelines pipelines = Pipelines.builtIn();
        Map<String, Set<String>> asked = pipelines.models();
        this.choices = OFFERED.stream()
                .filter(name -> asked.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(name + "@"))
                        .allMatch(each -> each.getValue().stream().allMatch(model -> isThere(models.resolve(model)))))
                .map(name -> new Choice(
                        name, pipelines.descriptions().getOrDefault(name, ""), WITH_BACKGROUND.contains(name)))
                .toList();
    }

    private static boolean isThere(Path model) {
        try (Stream<Path> files = Files.walk(model, 2)) {
            return files.anyMatch(file -> file.toString().endsWith(".onnx"));
        } catch (IOException none) {
            return false;
        }
    }

    @Override
    public List<Choice> choices() {
        return choices;
    }

    @Override
    public ByteSize most() {
        return MOST;
    }

    @Override
    public Outcome<String> drop(Dropped dropped) throws InterruptedException {
        return Outcome.of(() -> {
            String id = "page/%s/%s".formatted(UUID.randomUUID().toString().substring(0, 8), plain(dropped.name()));
            ObjectRef photo = LocalSystem.photo(id);
            store.put(photo, "application/octet-stream", dropped.picture()).orThrow();
            ImageRequest request = new ImageRequest(
                    Optional.of(id),
                    photo,
                    Optional.of(dropped.pipeline()),
                    List.of(),
                    parameters(dropped),
                    ImageRequest.Output.DEFAULT,
                    Optional.empty(),
                    Optional.empty());
            send(photo.toString().getBytes(StandardCharsets.UTF_8), Json.write(request));
            return id;
        });
    }

    /** One segment of a key: what else it has is shown as it is. */
    private static String plain(String name) {
        String plain = name.replaceAll("[\\p{Cntrl}/\\\\]", "_");
        return plain.chars().allMatch(c -> c == '.') ? "picture" : plain;
    }

    private static Map<String, Map<String, JsonNode>> parameters(Dropped dropped) {
        if (!WITH_BACKGROUND.contains(dropped.pipeline())) return Map.of();
        return dropped.background()
                .map(colour ->
                        Map.of("cutout", Map.<String, JsonNode>of("background", Json.MAPPER.valueToTree(colour))))
                .orElse(Map.of());
    }

    private void send(byte[] key, byte[] value) throws FailedException, InterruptedException {
        try {
            var unused = open().send(new ProducerRecord<>(LocalSystem.REQUESTS, key, value))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            throw new FailedException(new Failure.Unavailable("Kafka", String.valueOf(refused.getMessage())));
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> open() {
        if (producer.isEmpty()) {
            producer = Optional.of(new KafkaProducer<>(
                    Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()));
        }
        return producer.get();
    }

    @Override
    public synchronized void close() {
        producer.ifPresent(open -> open.close(Duration.ofSeconds(5)));
    }
}
