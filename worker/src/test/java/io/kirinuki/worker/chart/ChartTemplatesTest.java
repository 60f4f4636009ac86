package io.kirinuki.worker.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the machine's Helm makes of the chart, and what it refuses and why. */
class ChartTemplatesTest {
    private static final String LEAST = """
            config:
              kafka: {bootstrap-servers: "kafka:9092"}
              store: {endpoint: "http://s3:9000"}
              output: {bucket: artifacts}
            settingFiles:
              store.access-key-file: {secret: s3, key: access-key}
              store.secret-key-file: {secret: s3, key: secret-key}
            """;
    private static final String EVERYTHING = """
            config: {topics: {backfill: image-requests-backfill}, review: {topic: image-reviews}, kafka: {encrypted: true}}
            image: {pullSecrets: [{name: registry}]}
            pipelines: {pipelines: {}}
            rules: {rules: []}
            models: {from: pull, pull: [{name: u2net, version: "1", acceptLicence: true}], catalogue: {models: []}}
            monitoring: {serviceMonitor: {enabled: true}, rules: {enabled: true}, dashboard: {enabled: true}}
            networkPolicy: {enabled: true, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}
            topics: {create: strimzi, strimzi: {cluster: events, user: {enabled: true}}}
            serviceAccount: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/kirinuki"}}
            externalSecrets: {s3: {store: {name: vault, kind: ClusterSecretStore}, data: {access-key: {key: kirinuki/s3}}}}
            jobs:
              nightly: {run: submit, arguments: [--pipeline, cutout, "s3://photos/in/"], schedule: "0 3 * * *"}
              again: {run: redrive}
            sets:
              cpu:
                autoscaling: {by: keda, minReplicas: 0, keda: {kafkaAuthentication: kafka, prometheus: {serverAddress: "http://prometheus:9090"}}}
              cuda:
                kind: StatefulSet
                persistence: {enabled: true}
                image: {tag: cuda}
                disruption: {enabled: false}
                config: {topics: {requests: large, backfill: large-backfill}, kafka: {application-id: large}, engine: {device: cuda}}
                resources: {limits: {nvidia.com/gpu: 1}}
                autoscaling: {by: hpa}
            """;

    private Helm helm;

    @TempDir
    private Path folder;

    @BeforeEach
    void find() {
        Optional<Helm> found = Helm.ofThisMachine();
        assumeTrue(found.isPresent(), "there is no helm on the path, and HELM names none");
        helm = found.orElseThrow();
    }

    @Test
    void lintFindsNothing() throws Exception {
        assertThat(helm.lint(LEAST).exit()).isZero();
        Helm.Said all = helm.lint(LEAST, EVERYTHING);
        assertThat(all.exit()).as(all.out() + all.err()).isZero();
    }

    @Test
    void workersReadWhatTheChartWrites() throws Exception {
        Helm.Said said = helm.template(LEAST);
        WorkerConfig config = config(said.object("ConfigMap"));
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(config.supervision().stopWithin()).hasSeconds(30);
        assertThat(said.object("Deployment")
                        .at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isEqualTo(40);
    }

    @Test
    void theHttpDoorIsReachedWhereItIsOpen() throws Exception {
        assertThat(helm.template(LEAST).objects("Service").toString()).doesNotContain("door");
        Helm.Said open = helm.template(LEAST, """
                config: {http: {enabled: true, port: 8099, open: true, uploads: {bucket: photos}}}
                networkPolicy: {enabled: true}
                """);
        assertThat(open.objects("Service").getFirst().at("/spec/ports/1/port").asInt())
                .isEqualTo(8099);
        assertThat(open.object("Deployment")
                        .at("/spec/template/spec/containers/0/ports/1")
                        .toString())
                .contains("door", "8099");
        assertThat(open.object("NetworkPolicy")
                        .at("/spec/ingress/1/ports/0/port")
                        .asString())
                .isEqualTo("door");
    }

    /** With the files of secrets where this test may put them. */
    private WorkerConfig config(JsonNode map) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "hush");
        Path file = folder.resolve("kirinuki.yaml");
        Files.writeString(
                file,
                map.at("/data/kirinuki.yaml").asString().replaceAll("/etc/kirinuki/files/\\S+", secret.toString()));
        return ConfigReader.read(Optional.of(file), Map.of(), new HashMap<>()).config();
    }

    @Test
    void everyPodKeepsToTheRestrictedStandardOfPodSecurity() throws Exception {
        Helm.Said said = helm.template(LEAST, EVERYTHING);
        List<JsonNode> pods = new ArrayList<>();
        for (String kind : List.of("Deployment", "StatefulSet", "Job")) {
            said.objects(kind).forEach(each -> pods.add(each.at("/spec/template/spec")));
        }
        said.objects("CronJob").forEach(each -> pods.add(each.at("/spec/jobTemplate/spec/template/spec")));
        assertThat(pods).hasSize(4);
        for (JsonNode pod : pods) {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.get("automountServiceAccountToken").asBoolean()).isFalse();
            assertThat(pod.get("enableServiceLinks").asBoolean()).isFalse();
            List<JsonNode> containers = new ArrayList<>();
            pod.get("containers").forEach(containers::add);
            pod.path("initContainers").forEach(containers::add);
            for (JsonNode container : containers) {
                JsonNode security = container.get("securityContext");
                assertThat(security.get("allowPrivilegeEscalation").asBoolean()).isFalse();
                assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").asString()).isNotEmpty();
                assertThat(container.get("terminationMessagePolicy").asString()).isEqualTo("FallbackToLogsOnError");
            }
        }
    }

    @Test
    void lagWakesAndWhatIsOwedKeepsAwake() throws Exception {
        JsonNode scaled =
                helm.template(LEAST, EVERYTHING).object("ScaledObject").get("spec");
        assertThat(scaled.get("minReplicaCount").asInt()).isZero();
        assertThat(scaled.get("cooldownPeriod").asInt()).isEqualTo(300);
        assertThat(scaled.get("triggers")).hasSize(3);
        List<String> topics = new ArrayList<>();
        for (JsonNode trigger : scaled.get("triggers")) {
            JsonNode metadata = trigger.get("metadata");
            if (trigger.get("type").asString().equals("kafka")) {
                topics.add(metadata.get("topic").asString());
                assertThat(metadata.get("offsetResetPolicy").asString()).isEqualTo("earliest");
                assertThat(metadata.get("consumerGroup").asString()).isEqualTo("kirinuki");
                assertThat(metadata.get("lagThreshold").asString()).isEqualTo("200");
            } else {
                assertThat(metadata.get("query").asString())
                        .contains("sum(kirinuki_owed{namespace=\"pictures\",pod=~\"kirinuki-cpu-.+\"})");
                assertThat(metadata.get("ignoreNullValues").asString()).isEqualTo("false");
            }
        }
        assertThat(topics).containsExactly("image-requests", "image-requests-backfill");
    }

    @Test
    void aSetSaysWhatIsItsOwnAndKeepsTheRest() throws Exception {
        Helm.Said said = helm.template(LEAST, EVERYTHING);
        JsonNode pod = said.object("StatefulSet").at("/spec/template/spec");
        JsonNode worker = pod.at("/containers/0");
        assertThat(worker.get("image").asString()).endsWith(":cuda");
        assertThat(worker.at("/resources/limits").get("nvidia.com/gpu").asInt()).isEqualTo(1);
        assertThat(worker.at("/resources/limits/memory").asString()).isEqualTo("4Gi");
        assertThat(worker.get("env").toString()).contains("KIRINUKI_KAFKA_INSTANCE_ID", "metadata.name");
        assertThat(said.objects("PodDisruptionBudget")).hasSize(1);
        assertThat(said.objects("HorizontalPodAutoscaler")).hasSize(1);
        assertThat(said.object("Deployment").at("/spec").has("replicas")).isFalse();
    }

    @Test
    void aChangedSettingMakesOtherPodsAndAChangedJobAnotherJob() throws Exception {
        String other = "config: {engine: {cpu-threads: 3}}";
        Helm.Said before = helm.template(LEAST, EVERYTHING);
        Helm.Said after = helm.template(LEAST, EVERYTHING, other);
        String settings = "/spec/template/metadata/annotations/kirinuki~1settings";
        assertThat(before.object("Deployment").at(settings).asString())
                .isNotEqualTo(after.object("Deployment").at(settings).asString());
        assertThat(before.object("Job").at("/metadata/name").asString())
                .isNotEqualTo(after.object("Job").at("/metadata/name").asString());
    }

    @Test
    void rightsOfTheKafkaUserCoverEveryTopicGroupAndTransaction() throws Exception {
        Helm.Said said = helm.template(LEAST, EVERYTHING);
        assertThat(said.objects("KafkaTopic"))
                .extracting(topic -> topic.at("/spec/topicName").asString())
                .containsExactlyInAnyOrder(
                        "image-requests",
                        "image-requests-backfill",
                        "image-results",
                        "image-failures",
                        "image-reviews",
                        "large",
                        "large-backfill");
        assertThat(said.object("KafkaUser").at("/spec/authorization/acls"))
                .extracting(acl -> acl.at("/resource/type").asString() + " "
                        + acl.at("/resource/name").asString())
                .contains(
                        "topic kirinuki-", "group kirinuki", "transactionalId kirinuki-", "topic large", "group large");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {confg: {}} | confg
            {config: {engine: {devise: cpu}}} | devise
            {config: {engine: {cpu-threads: many}}} | got string, want integer
            {workers: {autoscaling: {by: magic}}} | value must be one of
            {config: {store: {secret-key: hush}}} | would lie open in a ConfigMap
            {config: {kafka: {instance-id: me}}} | each worker needs its own
            {workers: {autoscaling: {by: keda, minReplicas: 0, keda: {owedFrom: none}}}} | would strand requests
            {workers: {autoscaling: {by: keda}}} | prometheus.serverAddress: needed
            {workers: {autoscaling: {by: keda, keda: {prometheus: {serverAddress: "http://p"}}}}} | nothing here has it scrape the workers
            {workers: {autoscaling: {by: hpa, minReplicas: 0}}} | cannot wake workers from 0
            {workers: {autoscaling: {by: keda, minReplicas: 5, keda: {owedFrom: workers}}}} | is more than maxReplicas
            {topics: {create: job, partitions: 2}, workers: {autoscaling: {by: hpa}}} | more workers than partitions
            {sets: {a: {config: {topics: {backfill: slow}}}, b: {}}} | must read the same topics
            {sets: {a: {config: {kafka: {application-id: other}}}, b: {}}} | worked on and answered twice
            {workers: {autoscaling: {by: hpa}}, sets: {a: {}, b: {}}} | is scaled too
            {config: {kafka: {encrypted: true}}, workers: {autoscaling: {by: keda, keda: {owedFrom: workers}}}} | needs a TriggerAuthentication
            {workers: {persistence: {enabled: true}}} | set kind to StatefulSet
            {workers: {env: [{name: KIRINUKI_ADMIN_PORT, value: "1"}]}} | is a setting of the worker
            {models: {from: image, image: {reference: "models:1"}}} | by its digest
            {models: {from: volume}} | name the volume
            {models: {from: pull}} | name the models
            {topics: {create: strimzi}} | name the Kafka cluster
            {jobs: {again: {run: redrive, set: nobody}}} | there is no set
            {jobs: {again: {run: clean}}} | value must be one of
            """)
    void whatCannotBeIsRefusedWithTheReason(String values, String reason) throws Exception {
        Helm.Said said = helm.template(LEAST, values);
        assertThat(said.exit()).as(said.err()).isNotZero();
        assertThat(said.err()).contains(reason);
    }
}
