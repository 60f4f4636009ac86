package io.kirinuki.model;

import io.kirinuki.image.PixelSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a network expects and gives, from the {@code model.yaml} beside its ONNX file.
 *
 * @param version of the weights; the folder's name
 * @param file the ONNX file, in the same folder
 * @param sha256 of that file, lower-case hex: checked at load
 * @param licence SPDX name, or where to read it
 * @param source where the weights come from
 */
public record ModelManifest(
        String name,
        String version,
        Task task,
        String file,
        String sha256,
        String licence,
        String source,
        Input input,
        Output output) {

    /** What a model is for. */
    @EnumNaming(EnumNamingStrategies.LowerCaseStrategy.class)
    public enum Task {
        MASK
    }

    /**
     * The picture going in, RGB: squashed to {@code width} x {@code height}; per channel (x / 255 - mean) / std.
     *
     * @param tensor the ONNX input, float32 [N, 3, height, width]
     */
    public record Input(String tensor, int width, int height, List<Float> mean, List<Float> std) {
        public Input {
            require(width >= 8 && width <= 4096, "input.width: 8 to 4096 expected, found " + width);
            require(height >= 8 && height <= 4096, "input.height: 8 to 4096 expected, found " + height);
            require(mean.size() == 3, "input.mean: three numbers expected, found " + mean);
            require(std.size() == 3, "input.std: three numbers expected, found " + std);
            require(std.stream().allMatch(s -> s > 0), "input.std: numbers above 0 expected, found " + std);
        }

        public PixelSize size() {
            return new PixelSize(width, height);
        }
    }

    /**
     * What comes out.
     *
     * @param tensor the ONNX output, float32 [N, 1, height, width]
     */
    public record Output(String tensor, Head head) {}

    /** How the output becomes alpha. */
    @EnumNaming(EnumNamingStrategies.LowerCaseStrategy.class)
    public enum Head {
        /** It is alpha already, 0..1. */
        PROBABILITY,
        /** It is a logit: alpha is its logistic sigmoid. */
        SIGMOID
    }

    public ModelManifest {
        require(
                name.matches("[a-z0-9][a-z0-9._-]*"),
                "name: lower-case letters, digits, . _ - expected, found " + name);
        require(!version.isBlank(), "version: empty");
        require(sha256.matches("[0-9a-f]{64}"), "sha256: 64 lower-case hex digits expected, found " + sha256);
        require(Path.of(file).getNameCount() == 1, "file: a name in the manifest's own folder expected, found " + file);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) throw new IllegalArgumentException(problem);
    }

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** Reads and checks; what is wrong or missing is named. */
    public static ModelManifest read(Path yaml) throws ModelException {
        if (!Files.isReadable(yaml)) throw new ModelException(yaml + ": no such file, or not readable");
        try {
            return YAML.readValue(yaml.toFile(), ModelManifest.class);
        } catch (DatabindException e) {
            throw new ModelException(yaml + ": " + field(e) + e.getOriginalMessage(), e);
        } catch (JacksonException e) {
            throw new ModelException(yaml + ": not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static String field(DatabindException e) {
        String path = String.join(
                ".",
                e.getPath().stream()
                        .map(at -> at.getPropertyName() == null ? "[" + at.getIndex() + "]" : at.getPropertyName())
                        .toList());
        return path.isEmpty() ? "" : path + ": ";
    }
}
