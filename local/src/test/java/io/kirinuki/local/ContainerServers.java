package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import java.net.URI;
import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers in containers, started from the images {@value #KAFKA_IMAGE} and {@value #S3_IMAGE} unless the system
 * properties {@value #KAFKA_PROPERTY} and {@value #S3_PROPERTY} name others. An S3 image must take the environment of
 * S3Proxy's.
 */
final class ContainerServers implements Servers {
    static final String KAFKA_PROPERTY = "kirinuki.test.kafka-image";
    static final String S3_PROPERTY = "kirinuki.test.s3-image";
    private static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
    private static final String S3_IMAGE = "andrewgaul/s3proxy:s3proxy-4.1.0";
    private static final int S3_PORT = 80;

    private final KafkaContainer kafka;
    private final GenericContainer<?> store;

    private ContainerServers() {
        kafka = new KafkaContainer(DockerImageName.parse(System.getProperty(KAFKA_PROPERTY, KAFKA_IMAGE))
                        .asCompatibleSubstituteFor("apache/kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        store = new GenericContainer<>(DockerImageName.parse(System.getProperty(S3_PROPERTY, S3_IMAGE)))
                .withEnv("LANG", "C.UTF-8") // else keys beyond ASCII are refused
                .withEnv("S3PROXY_AUTHORIZATION", "aws-v2-or-v4")
                .withEnv("S3PROXY_IDENTITY", EmbeddedStore.ACCESS_KEY)
                .withEnv("S3PROXY_CREDENTIAL", EmbeddedStore.SECRET_KEY)
                .withExposedPorts(S3_PORT)
                .waitingFor(Wait.forHttp("/healthz").forPort(S3_PORT));
    }

    static ContainerServers start() {
        return started(true);
    }

    /** For tests that need no broker: {@link #bootstrap} then fails. */
    static ContainerServers startStore() {
        return started(false);
    }

    private static ContainerServers started(boolean withKafka) {
        requireDocker();
        var servers = new ContainerServers();
        try {
            if (withKafka) servers.kafka.start();
            servers.store.start();
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private static void requireDocker() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException("The profile \"containers\" runs tests against Kafka and S3 in containers,"
                    + " but no Docker engine answers; start one, or build without -Pcontainers");
        }
    }

    @Override
    public String bootstrap() {
        return kafka.getBootstrapServers();
    }

    @Override
    public StoreConfig store() {
        return new StoreConfig(
                URI.create("http://%s:%d".formatted(store.getHost(), store.getMappedPort(S3_PORT))),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                64);
    }

    @Override
    public void close() {
        try (kafka;
                store) {
            // Both, whatever one of them says.
        }
    }
}
