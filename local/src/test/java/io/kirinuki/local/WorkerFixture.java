package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers, and one worker that serves all tests of a class, so that each also shows that those before it left no harm.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WorkerFixture {
    static final String PHOTOS = Shelf.PHOTOS;

    protected Path folder;

    protected Servers servers;
    protected Shelf shelf;
    protected TestWorker worker;
    protected Upstream upstream;
    /** A request of which the ledger held what no worker wrote. */
    protected Position garbled;

    protected abstract Servers startServers() throws Exception;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        servers = startServers();
        servers.createBucket(PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        shelf = new Shelf(servers);
        Topics topics = new Topics("suite", 2);
        spoilLedger(topics);
        worker = startWorker(topics, settings());
        upstream = new Upstream(servers, topics);
    }

    /** The topic of the worker's ledger, as one into which somebody else has written before. */
    private void spoilLedger(Topics topics) throws Exception {
        String changelog = topics.group() + "-ledger-changelog";
        servers.createTopic(changelog, topics.partitions());
        garbled = new Position(topics.requests(), 1, 1_000_000);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.bootstrap()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(changelog, 1, "anything", "{}")).get();
            producer.send(new ProducerRecord<>(changelog, 1, topics.requests() + "-1@0000000000001000000", "{}"))
                    .get();
        }
    }

    /** Of the worker that serves all tests. */
    protected Map<String, String> settings() throws IOException {
        return Map.of(
                "reach.outputs", "elsewhere, no-such-bucket",
                "limits.max-object-bytes", Integer.toString(BadRequest.MAX_OBJECT_BYTES),
                "limits.max-pixels", Integer.toString(BadRequest.MAX_PIXELS));
    }

    /** Makes the topics too. */
    protected final TestWorker startWorker(Topics topics, Map<String, String> settings) throws Exception {
        for (String topic : topics.all()) servers.createTopic(topic, topics.partitions());
        return TestWorker.start(servers, topics, folder.resolve(topics.group()), settings);
    }

    @AfterAll
    void stop() {
        if (upstream != null) upstream.close();
        if (worker != null) worker.close();
        if (shelf != null) shelf.close();
        if (servers != null) servers.close();
    }

    protected final Position ask(String key, String pipeline, String more) throws Exception {
        String json = "{\"source\": {\"bucket\": \"%s\", \"key\": \"%s\"}, \"pipeline\": \"%s\"%s}"
                .formatted(PHOTOS, key, pipeline, more);
        return upstream.ask(key.getBytes(UTF_8), json.getBytes(UTF_8));
    }

    protected final ImageResult result(Position asked) {
        return switch (upstream.answer(asked).answer()) {
            case ImageResult result -> result;
            case ImageRemoval removal -> throw new AssertionError(removal.toString());
            case ImageFailure failure -> throw new AssertionError(failure.toString());
        };
    }
}
