package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.ByteSize;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds the compose file, the image and the configuration together: what one names, the others know. */
class ComposeFileTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern IMAGE_VARIABLE = Pattern.compile("(?m)^(?:ENV)? +(KIRINUKI_[A-Z_]+)=(\\S+)");

    /** Models and their arenas, Java's own, and the libraries that are unpacked into a file system in memory. */
    private static final long BESIDE = 900L << 20;

    private final String dockerfile = read("deploy/Dockerfile");
    private final JsonNode services = services("docker-compose.yml");
    private final WorkerConfig config = ConfigReader.read(Optional.empty(), workerVariables(), Map.of())
            .config(); // refuses variables that are no key, and values that cannot be

    @Test
    void workerReachesTheBrokerAndTheStoreByNamesOfServices() {
        var listeners = services.at("/kafka/environment/KAFKA_ADVERTISED_LISTENERS");
        assertThat(listeners.asString().split(","))
                .contains("INTERNAL://" + config.kafka().bootstrapServers());
        assertThat(services.has(config.store().endpoint().getHost())).isTrue();
    }

    /** The builder is sent what the last line of .dockerignore that is for a file, or a folder above it, lets through. */
    @Test
    void whatTheImageIsMadeOfIsSentToItsBuilder() {
        List<String> lines = read(".dockerignore")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        Matcher copies = Pattern.compile("(?m)^COPY (?!--from)((?:\\S+ )+)/").matcher(dockerfile);
        List<String> sources = copies.results()
                .flatMap(copy -> Stream.of(copy.group(1).split(" ")))
                .map(source -> source.endsWith("/") ? source + "any" : source)
                .toList();
        assertThat(sources).contains("worker/target/lib/any", "local/target/lib/any", "NOTICE");
        for (String source : sources) {
            String sent = source.endsWith("/target/lib/any") ? source + ".jar" : source;
            String last = lines.stream()
                    .filter(line -> isFor(line.replaceFirst("!", ""), Path.of(sent)))
                    .reduce("", (before, line) -> line);
            assertThat(last).as(source).startsWith("!");
        }
    }

    private static boolean isFor(String pattern, Path path) {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        return Stream.iterate(path, Objects::nonNull, Path::getParent).anyMatch(matcher::matches);
    }

    @Test
    void topicsOfTheConfigurationAreCreated() {
        assertThat(words("/topics/environment/TOPICS")).containsExactlyInAnyOrderElementsOf(config.topicNames());
        assertThat(config.topics().backfill()).isPresent();
    }

    @Test
    void bucketForArtifactsIsCreated() {
        assertThat(words("/buckets/environment/BUCKETS"))
                .contains(config.output().bucket());
    }

    @Test
    void stateOfTheWorkerIsOnAVolumeSinceItsOwnFilesAreReadOnly() {
        assertThat(services.at("/worker/read_only").asBoolean()).isTrue();
        assertThat(services.at("/worker/volumes").valueStream().map(JsonNode::asString))
                .contains(config.kafka().stateDir().toString());
    }

    @Test
    void aJavaWithoutMemoryEndsInTheImageAndFromTheLauncher() {
        assertThat(dockerfile).containsPattern("ENTRYPOINT \\[\"java\", \"-XX:\\+ExitOnOutOfMemoryError\"");
        assertThat(read("kirinuki")).contains("worker | demo | process) options+=(-XX:+ExitOnOutOfMemoryError)");
    }

    @Test
    void adminPortIsExposedAndPublished() {
        var port = config.admin().port();
        assertThat(dockerfile).contains("EXPOSE " + port + " " + config.http().port() + "\n");
        assertThat(services.at("/worker/ports/0").asString()).endsWith(":" + port);
    }

    @Test
    void defaultLimitsFitTheHeapThatTheContainerGives() {
        var percent = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)").matcher(dockerfile);
        assertThat(percent.find()).isTrue();
        var memory = Pattern.compile("(\\d+)g")
                .matcher(services.at("/worker/deploy/resources/limits/memory").asString());
        assertThat(memory.matches()).isTrue();
        var bytes = Long.parseLong(memory.group(1)) << 30;
        var heap = new ByteSize(bytes * Long.parseLong(percent.group(1)) / 100);

        var limits = Memory.limits(config.limits(), heap); // refuses limits that the heap cannot hold

        assertThat(heap.bytes() + limits.worstNative().bytes() + BESIDE).isLessThan(bytes);
    }

    /** A restart helps against what /livez says, and against no outage that /readyz may tell of. */
    @Test
    void healthCheckAsksWhetherItLives() {
        assertThat(dockerfile).contains("'GET /livez HTTP/1.0").doesNotContain("/readyz");
    }

    @Test
    void imageHoldsNoticesLicencesAndABillOfMaterials() {
        assertThat(dockerfile)
                .contains("COPY worker/target/licences/ /opt/kirinuki/licences/")
                .contains("COPY LICENSE NOTICE deploy/licences.txt worker/target/sbom.json /opt/kirinuki/");
    }

    /** Else one of them could take what the others need: threads without end, or all memory. */
    @Test
    void whatStaysUpHasLimitsAndAHealthCheck() {
        for (var service : services.properties()) {
            if (service.getValue().has("entrypoint")) continue; // ends by itself
            var limits = service.getValue().at("/deploy/resources/limits");
            assertThat(limits.propertyNames()).as(service.getKey()).containsExactly("cpus", "memory", "pids");
            if (!service.getKey().equals("worker")) {
                assertThat(service.getValue().has("healthcheck"))
                        .as(service.getKey())
                        .isTrue();
            }
        }
    }

    @Test
    void workersHaveAUserOfTheirOwnWhoMayWriteArtifactsOnly() {
        var root = services.at("/s3/environment/MINIO_ROOT_USER").asString();
        var worker =
                services.at("/worker/environment/KIRINUKI_STORE_ACCESS_KEY").asString();
        assertThat(worker)
                .isNotEqualTo(root)
                .isEqualTo(services.at("/buckets/environment/WORKER_ACCESS_KEY").asString());
        for (var statement :
                Json.MAPPER.readTree(read("deploy/compose/worker-policy.json")).get("Statement")) {
            if (!statement.get("Action").toString().contains("Put")) continue;
            assertThat(statement.get("Resource").valueStream().map(JsonNode::asString))
                    .containsExactly("arn:aws:s3:::" + config.output().bucket() + "/*");
        }
    }

    @Test
    void filesThatServicesMountAreThere() {
        for (var service : services.properties()) {
            service.getValue()
                    .path("volumes")
                    .valueStream()
                    .map(volume -> volume.asString().split(":", -1)[0])
                    .filter(from -> from.startsWith("./"))
                    .forEach(from -> assertThat(TOP.resolve(from)).exists());
        }
    }

    /** The name and port by which Prometheus finds the workers, and the job by which the alerts know them. */
    @Test
    void prometheusScrapesTheWorkers() {
        var scrape =
                new YAMLMapper().readTree(read("deploy/compose/prometheus.yml")).at("/scrape_configs/0");
        assertThat(scrape.get("job_name").asString()).isEqualTo("kirinuki");
        assertThat(services.has(scrape.at("/dns_sd_configs/0/names/0").asString()))
                .isTrue();
        assertThat(scrape.at("/dns_sd_configs/0/port").asInt())
                .isEqualTo(config.admin().port());
    }

    @Test
    void standInStoreReplacesOnlyServicesThatAreThere() {
        assertThat(services("deploy/compose.s3proxy.yml").propertyNames()).allMatch(services::has);
    }

    private String[] words(String pointer) {
        return services.at(pointer).asString().split(" ");
    }

    /** As the worker in the container gets them, where nobody sets the variables of the compose file. */
    private Map<String, String> workerVariables() {
        var variables = new TreeMap<String, String>();
        IMAGE_VARIABLE.matcher(dockerfile).results().forEach(it -> variables.put(it.group(1), it.group(2)));
        var substitutor = new StringSubstitutor(Map.of());
        services.at("/worker/environment")
                .forEachEntry((name, value) -> variables.put(name, substitutor.replace(value.asString())));
        return variables;
    }

    private static JsonNode services(String file) {
        return new YAMLMapper().readTree(read(file)).get("services");
    }

    private static String read(String file) {
        try {
            return Files.readString(TOP.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
