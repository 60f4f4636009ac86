package io.kirinuki.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker in this process over a folder that outlives it, kills included: KRaft, broker and controller in one,
 * on the loopback interface only. Transactions and every group protocol work as in a cluster, with one replica each.
 */
public final class EmbeddedKafka implements AutoCloseable {
    public static final int USUAL_PORT = 9092;
    private static final int NODE = 1;

    /** What differs from a cluster: one copy of all, few threads, small files, and quick to notice the dead. */
    private static final Map<String, String> ONE_MACHINE = Map.ofEntries(
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "3"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "3"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "2"),
            Map.entry("background.threads", "2"),
            Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20)),
            Map.entry("log.segment.bytes", Integer.toString(64 << 20)),
            Map.entry("log.index.size.max.bytes", Integer.toString(1 << 20)),
            Map.entry("offsets.topic.segment.bytes", Integer.toString(8 << 20)),
            Map.entry("transaction.state.log.segment.bytes", Integer.toString(8 << 20)),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.min.session.timeout.ms", "1000"),
            Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
            // After a kill the controller refuses the broker until the session of its former self has passed.
            Map.entry("broker.session.timeout.ms", "3000"),
            Map.entry("broker.heartbeat.interval.ms", "500"));

    /** For coordinators that are about to end what they found open. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaRaftServer server;
    private final String bootstrap;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /** {@code port} is a wish: where it is taken, another is used, and used again next time. Blocks some 3 seconds. */
    public static EmbeddedKafka start(Path folder, int port) throws IOException, InterruptedException {
        boolean fresh = !Files.exists(folder.resolve("log"));
        EmbeddedKafka kafka = startAmidClients(folder, port, Map.of());
        try {
            if (!fresh) HangingTransactions.abort(kafka.bootstrap, PATIENCE);
            return kafka;
        } catch (RuntimeException | InterruptedException | Error e) {
            kafka.close();
            throw e;
        }
    }

    /**
     * For clients in processes of their own, which outlive it: what they left open is theirs to end. {@code more} goes
     * over the settings of one machine.
     */
    public static EmbeddedKafka startAmidClients(Path folder, int port, Map<String, String> more)
            throws IOException, InterruptedException {
        return RememberedPort.start(folder, port, free -> on(free, folder, more));
    }

    static EmbeddedKafka on(int port, Path folder, Map<String, String> more) throws IOException, InterruptedException {
        String broker = "127.0.0.1:" + port;
        String controller = "127.0.0.1:" + RememberedPort.any();
        Path log = folder.resolve("log").toAbsolutePath();
        if (!Files.exists(log)) format(log, NODE, Uuid.randomUuid().toString());
        Map<String, String> settings = new HashMap<>(ONE_MACHINE);
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
        settings.put("advertised.listeners", "PLAINTEXT://" + broker);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", log.toString());
        settings.putAll(more);
        FormerLife.fence(log, settings);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw new IOException("the embedded Kafka broker does not start: " + e.getMessage(), e);
        }
        return new EmbeddedKafka(server, broker);
    }

    /** Formats beside and moves, so that a folder which is there is a whole one, whenever we are killed. */
    static void format(Path log, int node, String cluster) throws IOException {
        Path fresh = log.resolveSibling("log-" + Uuid.randomUuid());
        Files.createDirectories(fresh);
        try (PrintStream silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silence)
                    .setClusterId(cluster)
                    .setNodeId(node)
                    .addDirectory(fresh.toString())
                    .setMetadataLogDirectory(fresh.toString())
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (Exception e) {
            throw new IOException("the folder of the embedded Kafka broker cannot be made: " + e.getMessage(), e);
        }
        Files.move(fresh, log, StandardCopyOption.ATOMIC_MOVE);
    }

    /** {@code host:port}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Makes the topic unless it is there, whatever it looks like then. */
    public void createTopic(String name, int partitions, Map<String, String> settings) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
            admin.createTopics(List.of(topic)).all().get();
            // The controller has it; the broker, whom clients ask, learns of it a moment later.
            while (!admin.listTopics().names().get().contains(name)) Thread.sleep(10);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) return;
            throw new IllegalStateException("topic " + name + " cannot be made: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
