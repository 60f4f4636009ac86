package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** Three brokers, each a process of its own that can be killed, stopped and frozen; and a store in this process. */
final class Quorum implements Servers {
    private static final int NODES = 3;
    private static final short COPIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final EmbeddedStore store;
    private final List<String> ports;
    private final List<Process> nodes = new ArrayList<>();

    private Quorum(Path folder, EmbeddedStore store, List<String> ports) {
        this.folder = folder;
        this.store = store;
        this.ports = ports;
    }

    static Quorum start(Path folder) throws Exception {
        List<String> ports = new ArrayList<>();
        for (int i = 0; i < 2 * NODES; i++) ports.add(Integer.toString(RememberedPort.any()));
        Quorum quorum = new Quorum(folder, EmbeddedStore.start(folder.resolve("store"), 0), ports);
        for (int node = 1; node <= NODES; node++) quorum.nodes.add(quorum.process(node));
        return quorum;
    }

    private Process process(int node) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                QuorumNode.class.getName(),
                folder.resolve("node-" + node).toString(),
                Integer.toString(node)));
        line.addAll(ports);
        Path log = Files.createDirectories(folder).resolve("node-" + node + ".log");
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** By SIGKILL. */
    void kill(int node) throws InterruptedException {
        nodes.get(node - 1).destroyForcibly().waitFor();
    }

    /** By SIGTERM, as a rolling restart does: it hands its partitions over first. */
    void stop(int node) throws InterruptedException {
        nodes.get(node - 1).destroy();
        nodes.get(node - 1).waitFor();
    }

    void startAgain(int node) throws IOException {
        nodes.set(node - 1, process(node));
    }

    /** {@code STOP} or {@code CONT}. */
    void signal(int node, String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(nodes.get(node - 1).pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits until each partition has all its copies in sync. */
    void awaitInSync(List<String> topics) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String seen = "nothing";
        while (System.nanoTime() < deadline) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
                Map<String, TopicDescription> described =
                        admin.describeTopics(topics).allTopicNames().get();
                seen = described.toString();
                if (described.values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.isr().size() == COPIES)) return;
            } catch (ExecutionException | KafkaException e) {
                seen = e.toString();
            }
            Thread.sleep(200);
        }
        throw new AssertionError("not in sync within %s: %s".formatted(PATIENCE, seen));
    }

    @Override
    public void createTopic(String name, int partitions) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, COPIES)))
                    .all()
                    .get();
        }
    }

    @Override
    public String bootstrap() {
        return IntStream.range(0, NODES)
                .mapToObj(i -> "127.0.0.1:" + ports.get(2 * i))
                .collect(Collectors.joining(","));
    }

    @Override
    public StoreConfig store() {
        return EmbeddedStoreIT.config(store);
    }

    @Override
    public void close() {
        nodes.forEach(Process::destroyForcibly);
        store.close();
    }
}
