package io.kirinuki.worker.config;

import java.util.Optional;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** As whom the worker logs in at the brokers; other mechanisms are settings of Kafka's own. */
public record SaslConfig(
        @Setting(
                meaning =
                        "How the worker logs in: `plain`, `scram-sha-256` or `scram-sha-512`; without it, it does not."
                                + " Others by `kafka.properties` and `kafka.property-files`.")
        Optional<Mechanism> mechanism,

        @Setting(meaning = "User that it logs in as.") Optional<String> username,

        @Setting(meaning = "Password of that user.") Optional<Secret> password) {

    /** Known to every broker. */
    public enum Mechanism {
        PLAIN,
        SCRAM_SHA_256,
        SCRAM_SHA_512;

        String kafkaName() {
            return name().replace('_', '-');
        }
    }

    Contradictions refuseHalves(Contradictions found) {
        return found.refuseIf(
                        mechanism.isEmpty() && (username.isPresent() || password.isPresent()),
                        "kirinuki.kafka.sasl.mechanism: is required beside username and password")
                .refuseIf(
                        mechanism.isPresent() && username.isEmpty(),
                        "kirinuki.kafka.sasl.username: is required beside mechanism")
                .refuseIf(
                        mechanism.isPresent() && password.isEmpty(),
                        "kirinuki.kafka.sasl.password: is required beside mechanism, here or as kirinuki.kafka.sasl.password-file");
    }

    /** In JAAS, which takes a backslash for an escape; there must be a mechanism. */
    String jaas() {
        Class<?> module = mechanism.orElseThrow() == Mechanism.PLAIN ? PlainLoginModule.class : ScramLoginModule.class;
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(
                        module.getName(),
                        escaped(username.orElseThrow()),
                        escaped(password.orElseThrow().reveal()));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
