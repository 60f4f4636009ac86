package io.kirinuki.worker.config;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.streams.StreamsConfig;

/** Knows which settings of Kafka are secret: those it declares as passwords, with or without a client's prefix. */
final class KafkaSecrets {
    private static final Set<String> NAMES = Stream.of(
                    StreamsConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef())
            .map(ConfigDef::configKeys)
            .flatMap(keys -> keys.values().stream())
            .filter(key -> key.type == ConfigDef.Type.PASSWORD)
            .map((ConfigKey key) -> key.name)
            .collect(Collectors.toUnmodifiableSet());

    private KafkaSecrets() {}

    static String shown(String setting, String text) {
        boolean secret = NAMES.stream().anyMatch(name -> setting.equals(name) || setting.endsWith("." + name));
        return secret ? Secret.HIDDEN : text;
    }
}
