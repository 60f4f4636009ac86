package io.kirinuki.benchmark;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.local.EmbeddedKafka;
import io.kirinuki.local.standin.MemoryStore;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.CallHeaders;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * An accelerator of a fixed time per batch, and one small photo in memory: Kafka, the ledger and how requests share the
 * accelerator are what is measured.
 *
 * @param largest images that a batch holds at most
 * @param batches told of every batch, beside the worker's own metrics
 */
record PacedParts(Duration perBatch, int largest, BatchListener batches) implements Wiring.Parts {
    static final ObjectRef PHOTO = ObjectRef.of("photos", "photo.png");

    /** What a worker of these parts is told, by the keys of its configuration. */
    static Map<String, String> keys(EmbeddedKafka kafka, Path folder) {
        Map<String, String> keys = new HashMap<>();
        keys.put("kirinuki.kafka.bootstrap-servers", kafka.bootstrap());
        keys.put("kirinuki.kafka.state-dir", folder.resolve("state").toString());
        keys.put("kirinuki.store.endpoint", "http://memory");
        keys.put("kirinuki.store.access-key", "none");
        keys.put("kirinuki.store.secret-key", "none");
        keys.put("kirinuki.output.bucket", "artifacts");
        keys.put("kirinuki.output.reuse", "false"); // it is one photo, over and over
        keys.put("kirinuki.admin.port", "0");
        return keys;
    }

    /** Sends what such a worker is asked. */
    static KafkaProducer<byte[], byte[]> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public ObjectStore store(StoreConfig config, CallHeaders carried) {
        MemoryStore store = new MemoryStore();
        Blob photo = FastPng.encode(new PixelSize(32, 32), Picture.Layout.RGB, (y, row) -> {
            for (int i = 0; i < row.length; i++) row[i] = (byte) (i * y);
        });
        store.put(PHOTO, "image/png", photo);
        return store;
    }

    @Override
    public Models models(WorkerConfig config, int cores, BatchListener metrics, ModelListener changes) {
        BatchListener both = (name, size, capacity, ran) -> {
            metrics.batchRan(name, size, capacity, ran);
            batches.batchRan(name, size, capacity, ran);
        };
        return PacedModels.subject(perBatch, largest, Wiring.shares(config), both);
    }
}
