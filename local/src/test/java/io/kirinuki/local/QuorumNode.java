package io.kirinuki.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** One of several brokers and controllers, each a process of its own, with two of three copies in sync asked for. */
final class QuorumNode {
    private static final String CLUSTER = "kirinuki-test-cluster1";

    private QuorumNode() {}

    /** Folder, number from 1 on, then broker's and controller's port of each. */
    public static void main(String[] words) throws Exception {
        Path log = Path.of(words[0]).resolve("log");
        int node = Integer.parseInt(words[1]);
        List<String> ports = List.of(words).subList(2, words.length);
        int nodes = ports.size() / 2;
        StringJoiner voters = new StringJoiner(",");
        for (int i = 0; i < nodes; i++) voters.add("%d@127.0.0.1:%s".formatted(i + 1, ports.get(2 * i + 1)));
        if (!Files.exists(log)) EmbeddedKafka.format(log, node, CLUSTER);
        String broker = "PLAINTEXT://127.0.0.1:" + ports.get(2 * (node - 1));
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(node));
        settings.put("controller.quorum.voters", voters.toString());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", broker + ",CONTROLLER://127.0.0.1:" + ports.get(2 * node - 1));
        settings.put("advertised.listeners", broker);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", log.toString());
        settings.put("min.insync.replicas", "2");
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.num.partitions", "3");
        settings.put("transaction.state.log.num.partitions", "3");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("replica.lag.time.max.ms", "5000");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
        server.awaitShutdown();
    }
}
