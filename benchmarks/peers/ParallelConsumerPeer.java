import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import io.kirinuki.batch.Traffic;
import io.kirinuki.benchmark.EngineRun;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Confluent's parallel consumer around Kirinuki's engine, batches and all: as many images in flight as a worker has, by key,
 * offsets committed now and then: an image may be done twice, and answered twice.
 *
 * <p>Arguments: BOOTSTRAP ENDPOINT REQUESTS RESULTS.
 */
public final class ParallelConsumerPeer {
    private ParallelConsumerPeer() {}

    public static void main(String[] arguments) throws Exception {
        ImageEngine engine = EngineRun.over(new MinioStore(new StoreConfig(
                URI.create(arguments[1]),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                2 * EngineRun.IN_FLIGHT)));
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", arguments[0],
                        "group.id", arguments[2],
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", arguments[0]), new ByteArraySerializer(), new ByteArraySerializer());
        var processor = ParallelStreamProcessor.createEosStreamProcessor(
                ParallelConsumerOptions.<byte[], byte[]>builder()
                        .ordering(ProcessingOrder.KEY)
                        .maxConcurrency(EngineRun.IN_FLIGHT)
                        .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                        .consumer(consumer)
                        .producer(producer)
                        .build());
        processor.subscribe(List.of(arguments[2]));
        processor.pollAndProduce(context -> {
            byte[] result = answered(engine, context.getSingleConsumerRecord().value());
            return new ProducerRecord<>(arguments[3], context.key(), result);
        });
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static byte[] answered(ImageEngine engine, byte[] value) {
        try {
            var read = Json.MAPPER.readTree(value);
            ObjectRef photo = ObjectRef.of(
                    read.get("source").get("bucket").asString(),
                    read.get("source").get("key").asString());
            ImageRequest request = ImageRequest.of(read.get("id").asString(), photo, "cutout");
            var product = engine.submit(request, Traffic.LIVE).get().orThrow();
            return Json.MAPPER.writeValueAsBytes(product.artifacts());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
