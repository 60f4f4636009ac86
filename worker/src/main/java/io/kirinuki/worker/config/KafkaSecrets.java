package io.kirinuki.worker.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Knows which settings of Kafka may be printed: those that Kafka knows and does not declare as passwords, with or without a
 * client's prefix, and of them nothing that looks like one. What Kafka does not know is for plugins, and who knows what they
 * are given.
 */
final class KafkaSecrets {
    private static final Map<String, ConfigDef.Type> KNOWN = known();
    private static final Pattern SECRET = Pattern.compile(
            "(?i)passw|pwd|secret|token(?!.*(url|claim))|credential|jaas|passphrase|private|keystore\\.key|user\\.info");
    private static final List<String> PREFIXES =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    private KafkaSecrets() {}

    private static Map<String, ConfigDef.Type> known() {
        Map<String, ConfigDef.Type> known = new HashMap<>();
        Stream.of(
                        StreamsConfig.configDef(),
                        ConsumerConfig.configDef(),
                        ProducerConfig.configDef(),
                        AdminClientConfig.configDef())
                .flatMap(definition -> definition.configKeys().values().stream())
                .forEach(key -> known.put(key.name, key.type));
        topicSettings().forEach(name -> known.put("topic." + name, ConfigDef.Type.STRING));
        return Map.copyOf(known);
    }

    /** Of the topics that Streams makes; they have no definition that clients could ask. */
    private static Stream<String> topicSettings() {
        return Arrays.stream(TopicConfig.class.getFields())
                .filter(field -> field.getName().endsWith("_CONFIG"))
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("a public constant cannot be read: " + field, e);
                    }
                });
    }

    static String shown(String setting, String text) {
        boolean plain =
                type(setting).filter(type -> type != ConfigDef.Type.PASSWORD).isPresent();
        return plain && !SECRET.matcher(setting).find() ? Hidden.within(text) : Secret.HIDDEN;
    }

    private static Optional<ConfigDef.Type> type(String setting) {
        return Optional.ofNullable(KNOWN.get(setting))
                .or(() -> PREFIXES.stream()
                        .filter(setting::startsWith)
                        .findFirst()
                        .map(prefix -> setting.substring(prefix.length()))
                        .map(KNOWN::get));
    }
}
