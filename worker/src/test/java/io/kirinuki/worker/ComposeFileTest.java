package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.ByteSize;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.text.StringSubstitutor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds the compose file, the image and the configuration together: what one names, the others know. */
class ComposeFileTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern IMAGE_VARIABLE = Pattern.compile("(?m)^(?:ENV)? +(KIRINUKI_[A-Z_]+)=(\\S+)");

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

        assertThat(heap.bytes() + limits.worstNative().bytes()).isLessThan(bytes);
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
