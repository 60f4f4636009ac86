import io.kirinuki.benchmark.CutoutStages;
import io.kirinuki.image.Blob;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Kafka Streams as the first page of its tutorial has it: {@code mapValues} fetches, cuts out and stores, one image at a time
 * on each stream thread, exactly_once_v2. The steps on the picture are Kirinuki's own, so that what differs is how requests
 * become work.
 *
 * <p>Arguments: BOOTSTRAP ENDPOINT REQUESTS RESULTS STATE.
 */
public final class StreamsPeer {
    private final MinioStore store;
    private final String requests;
    private final ThreadLocal<CutoutStages> stages = ThreadLocal.withInitial(StreamsPeer::stages);

    private StreamsPeer(String endpoint, String requests) {
        this.requests = requests;
        this.store = new MinioStore(new StoreConfig(
                URI.create(endpoint),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                8));
    }

    public static void main(String[] arguments) {
        StreamsPeer peer = new StreamsPeer(arguments[1], arguments[2]);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(arguments[2], Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(peer::answered)
                .to(arguments[3], Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "application.id", arguments[2] + "-peer",
                "bootstrap.servers", arguments[0],
                "state.dir", arguments[4],
                "auto.offset.reset", "earliest",
                "processing.guarantee", "exactly_once_v2",
                "replication.factor", 1,
                "num.stream.threads", Runtime.getRuntime().availableProcessors()));
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) System.out.println("ready");
        });
        streams.start();
    }

    private static CutoutStages stages() {
        try {
            return new CutoutStages();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] answered(byte[] request) {
        try {
            var read = Json.MAPPER.readTree(request);
            ObjectRef photo = ObjectRef.of(
                    read.get("source").get("bucket").asString(),
                    read.get("source").get("key").asString());
            String id = read.get("id").asString();
            byte[] file;
            try (var open = store.open(photo).orThrow()) {
                file = open.read().orThrow();
            }
            Blob png = stages.get().cutOut(file);
            ObjectRef artifact = ObjectRef.of("artifacts", requests + "/" + id + ".png");
            store.put(artifact, "image/png", png).orThrow();
            return "{\"requestId\": \"%s\", \"artifact\": \"%s\"}"
                    .formatted(id, artifact.key())
                    .getBytes(StandardCharsets.UTF_8);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
