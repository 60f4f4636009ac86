package io.kirinuki.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.model.ModelManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/models.md shows is what is read. */
class DocumentedModelsTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void everyManifestIsOneThatAWorkerTakes() throws Exception {
        var manifests = blocks().filter(yaml -> yaml.contains("\ntask: ")).toList();
        assertThat(manifests).hasSize(5);
        for (var manifest : manifests) {
            var yaml = folder.resolve("model.yaml");
            Files.writeString(
                    yaml,
                    "name: a\nversion: \"1\"\nfile: model.onnx\nsha256: %s\nlicence: MIT\nsource: a test\n%s"
                            .formatted("0".repeat(64), manifest));
            ModelManifest.read(yaml);
        }
    }

    @Test
    void catalogueIsOneThatIsRead() throws Exception {
        var own = blocks().filter(yaml -> yaml.startsWith("licences:"))
                .findFirst()
                .orElseThrow();
        var catalogue = Catalogue.builtIn().with(Files.writeString(folder.resolve("own.yaml"), own));
        assertThat(catalogue.find("shoes", Optional.of("3")).digest()).isPresent();
    }

    private static Stream<String> blocks() throws Exception {
        var text = Files.readString(Path.of("../docs/models.md"));
        return YAML.matcher(text).results().map(block -> block.group(1));
    }
}
