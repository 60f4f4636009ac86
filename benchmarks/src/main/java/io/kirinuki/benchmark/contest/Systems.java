package io.kirinuki.benchmark.contest;

import io.kirinuki.benchmark.contest.TopicContestant.Topics;
import io.kirinuki.image.Blob;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.local.OneMachine;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Workers over one broker and one S3 server, which are in this process, with the photos in a bucket.
 *
 * @param home whose folder {@code models} holds the network
 */
public record Systems(OneMachine machine, Setting setting, Path home) {
    /** Uploads the photos. */
    static Systems over(OneMachine machine, Setting setting, Path home) throws Exception {
        machine.store().createBucket(TopicContestant.PHOTOS);
        machine.store().createBucket(TopicContestant.ARTIFACTS);
        List<byte[]> photos = Laps.photos(setting.photos());
        try (var store = new MinioStore(new StoreConfig(
                machine.store().endpoint(),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                8))) {
            for (int i = 0; i < photos.size(); i++) {
                var photo = ObjectRef.of(TopicContestant.PHOTOS, Setting.name(i));
                store.put(photo, "image/jpeg", Blob.of(photos.get(i))).orThrow();
            }
        }
        return new Systems(machine, setting, home);
    }

    /** The production worker: exactly once, all as configured by default, but that it does again what was done. */
    TopicContestant worker(String name) throws Exception {
        return worker(name, setting.heap(), Map.of());
    }

    /** One with settings of its own, by the names of the environment. */
    TopicContestant worker(String name, String heap, Map<String, String> more) throws Exception {
        Topics topics = Topics.of(name);
        Path state = setting.folder().resolve("state-" + topics.requests());
        Map<String, String> environment = workerEnvironment(machine, state, home);
        environment.put("KIRINUKI_KAFKA_APPLICATION_ID", topics.requests());
        environment.put("KIRINUKI_TOPICS_REQUESTS", topics.requests());
        environment.put("KIRINUKI_TOPICS_RESULTS", topics.results());
        environment.put("KIRINUKI_TOPICS_FAILURES", topics.failures());
        environment.putAll(more);
        List<String> command = Child.java(heap, home, "io.kirinuki.worker.Main", "worker");
        return contestant(name, topics, command, environment, Contestant.OF_JAVA, false);
    }

    /** What a worker of its own process is told of the servers; the rest is as by default. */
    public static Map<String, String> workerEnvironment(OneMachine machine, Path state, Path home) {
        Map<String, String> environment = machine.environment(state, home.resolve("models"), TopicContestant.ARTIFACTS);
        environment.put("LOG_LEVEL", "WARN");
        environment.put("KIRINUKI_OUTPUT_REUSE", "false"); // photos come more than once
        return environment;
    }

    TopicContestant java(String name, Path source, Path jars) throws Exception {
        Topics topics = Topics.of(name);
        List<String> command = Child.javaWith(
                jars + "/*:",
                setting.heap(),
                home,
                source.toString(),
                machine.kafka().bootstrap(),
                machine.store().endpoint().toString(),
                topics.requests(),
                topics.results(),
                setting.folder().resolve("state-of-a-peer").toString());
        return contestant(name, topics, command, Map.of("LOG_LEVEL", "WARN"), Contestant.OF_JAVA, true);
    }

    TopicContestant python(String name, Path python, Path program, String... more) throws Exception {
        Topics topics = Topics.of(name);
        List<String> command = new ArrayList<>(List.of(
                python.toString(),
                program.toString(),
                machine.kafka().bootstrap(),
                machine.store().endpoint().toString(),
                topics.requests(),
                topics.results(),
                CustomNetwork.file(home).toString()));
        command.addAll(List.of(more));
        return contestant(name, topics, command, Map.of(), Duration.ofSeconds(1), true);
    }

    /** @param says whether it says when it is ready */
    private TopicContestant contestant(
            String name,
            Topics topics,
            List<String> command,
            Map<String, String> environment,
            Duration warmth,
            boolean says)
            throws Exception {
        return new TopicContestant(name, setting, warmth, topics, machine, () -> {
            Child child = Child.start(command, environment, setting.log(name));
            if (says) child.awaitLine(Laps.READY);
            return child;
        });
    }
}
