package io.kirinuki.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.worker.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that could be a password is printed, whether Kafka knows it for one or not. */
class SecretsTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "kirinuki.kafka.bootstrap-servers", "broker:9092",
            "kirinuki.store.endpoint", "http://store:9000",
            "kirinuki.store.access-key", "access",
            "kirinuki.store.secret-key", "S3CR3T",
            "kirinuki.output.bucket", "cutouts");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sasl.jaas.config                       | org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="S3CR3T";
            consumer.sasl.jaas.config              | x required password="S3CR3T";
            main.consumer.ssl.key.password         | S3CR3T
            admin.ssl.keystore.key                 | S3CR3T
            producer.ssl.truststore.password       | S3CR3T
            basic.auth.user.info                   | me:S3CR3T
            schema.registry.basic.auth.user.info   | me:S3CR3T
            schema.registry.url                    | https://me:S3CR3T@registry:8081
            my.interceptor.setting                 | S3CR3T
            bearer.auth.token                      | S3CR3T
            aws.secret.access.key                  | S3CR3T
            consumer.vault.approle                 | S3CR3T
            sasl.login.callback.handler.class      | https://me:S3CR3T@host/x
            sasl.oauthbearer.token.endpoint.url    | https://me:S3CR3T@host/token?client_secret=S3CR3T
            sasl.oauthbearer.jwks.endpoint.url     | https://host/keys?a=b&sig=S3CR3T
            client.rack                            | password=S3CR3T
            client.id                              | -----BEGIN PRIVATE KEY-----S3CR3T
            """)
    void isNotPrinted(String setting, String value) {
        String printed =
                read(Map.of("kirinuki.kafka.properties." + setting, value)).print();
        assertThat(printed).contains(setting).contains("***").doesNotContain("S3CR3T");
    }

    @ParameterizedTest
    @CsvSource({
        "max.poll.records, 32",
        "security.protocol, SASL_SSL",
        "sasl.mechanism, SCRAM-SHA-512",
        "main.consumer.fetch.max.wait.ms, 100",
        "topic.cleanup.policy, compact",
        "client.id, a:b",
        "interceptor.classes, io.example.One"
    })
    void whatIsNoneIs(String setting, String value) {
        assertThat(read(Map.of("kirinuki.kafka.properties." + setting, value)).print())
                .containsPattern(setting + ": " + value + " +#");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kirinuki.store.endpoint            | https://me:S3CR3T@store
            kirinuki.store.endpoint            | ftp://me:S3CR3T/x@store
            kirinuki.store.artifacts.endpoint  | https://store/?token=S3CR3T
            kirinuki.kafka.bootstrap-servers   | me:S3CR3T@broker:9092
            kirinuki.kafka.bootstrap-servers   | SASL_SSL://me:S3CR3T@broker:9092
            kirinuki.kafka.commit-interval     | https://me:S3CR3T@store
            kirinuki.store.identity.token-service | https://me:S3CR3T@sts
            """)
    void isNotRepeatedWhereTheConfigurationIsRefused(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageNotContaining("S3CR3T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"S3CR3T\nmore", "S3CR3T\u0000", "S3CR3T\r"})
    void aSecretThatNoHeaderCanHoldIsRefusedWithoutBeingRepeated(String value) {
        assertThatThrownBy(() -> read(Map.of("kirinuki.store.session-token", value + "x")))
                .hasMessageContaining("kirinuki.store.session-token: \"***\" holds a line break")
                .hasMessageNotContaining("S3CR3T");
    }

    @Test
    void theTreeItselfTellsNothing() {
        var config = read(Map.of(
                        "kirinuki.store.session-token", "S3CR3T",
                        "kirinuki.store.artifacts.access-key", "S3CR3T",
                        "kirinuki.store.artifacts.secret-key", "S3CR3T",
                        "kirinuki.kafka.sasl.mechanism", "plain",
                        "kirinuki.kafka.sasl.username", "worker",
                        "kirinuki.kafka.sasl.password", "S3CR3T",
                        "kirinuki.kafka.properties.my.plugin", "S3CR3T"))
                .config();
        assertThat(config.toString()
                        + config.store().connection()
                        + config.store().connection().credentials()
                        + config.store().ofArtifacts())
                .doesNotContain("S3CR3T");
    }

    @Test
    void kafkaIsToldPasswordsOutOfFiles() throws IOException {
        Path jaas = Files.writeString(folder.resolve("jaas"), "x required password=\"S3CR3T\";\n");
        var read = read(Map.of("kirinuki.kafka.property-files.sasl.jaas.config", jaas.toString()));
        assertThat(StreamSettings.of(read.config().kafka()))
                .containsEntry("sasl.jaas.config", "x required password=\"S3CR3T\";");
        assertThat(read.print()).contains(jaas.toString()).doesNotContain("S3CR3T");

        var gone = read(Map.of("kirinuki.kafka.property-files.sasl.jaas.config", "/none"));
        assertThatThrownBy(() -> StreamSettings.of(gone.config().kafka()))
                .hasMessageContaining("kirinuki.kafka.property-files.sasl.jaas.config: the file /none cannot be read");
        assertThatThrownBy(() -> read(Map.of(
                        "kirinuki.kafka.property-files.sasl.jaas.config", "/none",
                        "kirinuki.kafka.properties.sasl.jaas.config", "S3CR3T")))
                .hasMessageContaining("give one of them")
                .hasMessageNotContaining("S3CR3T");
    }

    @Test
    void aLoginIsJaas() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "a\"b\\c\n");
        var kafka = read(Map.of(
                        "kirinuki.kafka.encrypted", "true",
                        "kirinuki.kafka.sasl.mechanism", "scram-sha-512",
                        "kirinuki.kafka.sasl.username", "worker",
                        "kirinuki.kafka.sasl.password-file", password.toString()))
                .config()
                .kafka();
        assertThat(kafka.passedOn())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"worker\""
                                + " password=\"a\\\"b\\\\c\";");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kirinuki.kafka.tls.ca-file=/ca                     | kirinuki.kafka.encrypted to true
            kirinuki.store.tls.ca-file=/ca                     | kirinuki.store.tls: certificates are of no use
            kirinuki.store.artifacts.tls.key-file=/k           | kirinuki.store.artifacts.tls.certificate-file: is required
            kirinuki.kafka.sasl.username=me                    | kirinuki.kafka.sasl.mechanism: is required
            kirinuki.kafka.sasl.mechanism=plain                | kirinuki.kafka.sasl.password: is required beside
            kirinuki.kafka.encrypted=true,kirinuki.kafka.properties.security.protocol=SSL | is made of
            kirinuki.store.credentials=chain                   | access-key, secret-key and session-token are of no use
            kirinuki.store.credentials=nobody                  | is not one of static, environment, file, web-identity, instance, chain
            kirinuki.store.artifacts.access-key=a              | kirinuki.store.artifacts.secret-key: is required
            """)
    void whatDoesNotFitTogetherIsNamed(String settings, String words) {
        Map<String, String> more = new HashMap<>();
        for (String one : settings.split(",")) more.put(one.split("=")[0], one.split("=")[1]);
        assertThatThrownBy(() -> read(more)).hasMessageContaining(words);
    }

    private static EffectiveConfig read(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(more);
        return ConfigReader.read(Optional.empty(), Map.of(), all);
    }
}
