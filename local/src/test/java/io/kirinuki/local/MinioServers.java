package io.kirinuki.local;

import static org.awaitility.Awaitility.await;

import io.kirinuki.store.StoreConfig;
import io.minio.MinioClient;
import io.minio.SetBucketNotificationArgs;
import io.minio.messages.NotificationConfiguration;
import io.minio.messages.NotificationConfiguration.QueueConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Kafka broker in this process, and a real MinIO beside it that tells the broker of new objects. */
final class MinioServers implements Servers {
    private static final String KEY = "kirinuki-test";
    private static final String SECRET = "kirinuki-test-secret";

    private final EmbeddedKafka kafka;
    private final int port;
    private final Process minio;

    private MinioServers(EmbeddedKafka kafka, int port, Process minio) {
        this.kafka = kafka;
        this.port = port;
        this.minio = minio;
    }

    /**
     * Makes the topic too: MinIO looks for it when it starts.
     *
     * @param binary of the server
     * @param topic that notifications go to
     */
    static MinioServers start(Path binary, Path folder, String topic) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        MinioServers servers = null;
        try {
            int port = RememberedPort.any();
            var builder = new ProcessBuilder(
                            binary.toString(), "server", "--quiet", "--address", "127.0.0.1:" + port, "data")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("minio.log").toFile());
            builder.environment().put("MINIO_ROOT_USER", KEY);
            builder.environment().put("MINIO_ROOT_PASSWORD", SECRET);
            builder.environment().put("MINIO_NOTIFY_KAFKA_ENABLE_KIRINUKI", "on");
            builder.environment().put("MINIO_NOTIFY_KAFKA_BROKERS_KIRINUKI", kafka.bootstrap());
            builder.environment().put("MINIO_NOTIFY_KAFKA_TOPIC_KIRINUKI", topic);
            servers = new MinioServers(kafka, port, builder.start());
            servers.createTopic(topic, 1);
            await().atMost(Duration.ofSeconds(60)).until(servers::answers);
            return servers;
        } catch (Exception e) {
            if (servers == null) kafka.close();
            else servers.close();
            throw e;
        }
    }

    /** Has every object that is put there told to the topic. */
    void notifyOf(String bucket) throws Exception {
        StoreConfig store = store();
        try (MinioClient client = MinioClient.builder()
                .endpoint(store.endpoint().toString())
                .region(store.region())
                .credentials(store.accessKey(), store.secretKey())
                .build()) {
            var queue = new QueueConfiguration(
                    "arn:minio:sqs::KIRINUKI:kafka", null, List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*"), null);
            client.setBucketNotification(SetBucketNotificationArgs.builder()
                    .bucket(bucket)
                    .config(new NotificationConfiguration(null, List.of(queue), null, null))
                    .build());
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String bootstrap() {
        return kafka.bootstrap();
    }

    @Override
    public StoreConfig store() {
        return new StoreConfig(
                URI.create("http://127.0.0.1:" + port),
                "us-east-1",
                KEY,
                SECRET,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                64);
    }

    @Override
    public void close() {
        minio.destroy();
        kafka.close();
    }
}
