package io.kirinuki.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.schema.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
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
 * @param batch what the network is limited to; the worker's own limit applies as well
 * @param int8 a smaller variant for the CPU
 */
public record ModelManifest(
        String name,
        String version,
        Task task,
        String file,
        String sha256,
        String licence,
        String source,
        InputRule input,
        OutputRule output,
        Optional<Batch> batch,
        Optional<Int8> int8) {

    /** What a model is for. */
    public enum Task {
        /** Which pixels are the subject. */
        @JsonProperty("mask")
        MASK,
        /** How much of each pixel is the subject. */
        @JsonProperty("matte")
        MATTE,
        /** By how many degrees the picture is turned counter-clockwise, as {@code cv2.getRotationMatrix2D} counts. */
        @JsonProperty("rotate")
        ROTATE,
        /** Which of some classes it shows. */
        @JsonProperty("classify")
        CLASSIFY
    }

    /** @param max the most pictures at once */
    public record Batch(Integer max) {
        public Batch {
            Flaw.ifMissing(max, "batch.max", "the most pictures at once");
            Flaw.unless(max >= 1 && max <= 1024, "batch.max: 1 to 1024 expected, found %d".formatted(max));
        }
    }

    /**
     * The same network in 8-bit integers, with the same tensors.
     *
     * @param measure what was measured, for people
     * @param loss share of the float network's figure that is lost, 0..1
     */
    public record Int8(String file, String sha256, String measure, Double loss) {
        public Int8 {
            checkFile("int8.file", file);
            checkDigest("int8.sha256", sha256);
            Flaw.ifMissing(measure, "int8.measure", "what was measured, for people,");
            Flaw.ifMissing(loss, "int8.loss", "the share of the float network's figure that is lost, 0 to 1,");
            Flaw.unless(loss >= 0 && loss <= 1, "int8.loss: 0 to 1 expected, found %s".formatted(loss));
        }
    }

    public ModelManifest {
        Flaw.ifMissing(name, "name", "lower-case letters, digits, . _ -");
        Flaw.unless(
                name.matches("[a-z0-9][a-z0-9._-]*"),
                "name: lower-case letters, digits, . _ - expected, found %s".formatted(name));
        Flaw.ifMissing(version, "version", "the folder's name");
        Flaw.unless(!version.isBlank(), "version: the folder's name expected, found nothing");
        Flaw.ifMissing(task, "task", "mask, matte, rotate or classify");
        checkFile("file", file);
        checkDigest("sha256", sha256);
        Flaw.ifMissing(licence, "licence", "an SPDX name, or where to read it,");
        Flaw.ifMissing(source, "source", "where the weights come from");
        Flaw.ifMissing(input, "input", "what the network takes");
        Flaw.ifMissing(output, "output", "what the network gives");
        batch = Objects.requireNonNullElse(batch, Optional.empty());
        int8 = Objects.requireNonNullElse(int8, Optional.empty());
        output.check(task);
        Flaw.unless(
                task == Task.ROTATE || task == Task.CLASSIFY || !(input.framing() instanceof Framing.Crop),
                "input.resize: crop cuts off what a mask must cover; squash expected with task %s"
                        .formatted(Flaw.spelled(task)));
        Flaw.unless(
                task == Task.MATTE || input.colour() != InputRule.Colour.RGB_TRIMAP,
                "input.colour: rgb-trimap only with task matte, found task %s".formatted(Flaw.spelled(task)));
        Flaw.unless(
                int8.isEmpty() || !int8.get().file().equals(file),
                "int8.file: another file than the network's own expected, found %s".formatted(file));
    }

    private static void checkFile(String field, String file) {
        Flaw.ifMissing(file, field, "the name of an ONNX file in the manifest's own folder");
        Flaw.unless(
                file.matches("[^/\\\\]+") && !file.equals(".") && !file.equals(".."),
                "%s: a name in the manifest's own folder expected, found %s".formatted(field, file));
    }

    private static void checkDigest(String field, String digest) {
        Flaw.ifMissing(digest, field, "64 lower-case hex digits");
        Flaw.unless(
                digest.matches("[0-9a-f]{64}"),
                "%s: 64 lower-case hex digits expected, found %s".formatted(field, digest));
    }

    /** Keeps the names that manifests use for {@link Filter} out of the package of images. */
    @EnumNaming(EnumNamingStrategies.LowerCaseStrategy.class)
    private abstract static class FilterNames {}

    private static final YAMLMapper YAML = Yaml.STRICT
            .rebuild()
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addMixIn(Filter.class, FilterNames.class)
            .build();

    /** Reads and checks; what is wrong or missing is named. */
    public static ModelManifest read(Path yaml) throws ModelException {
        if (!Files.isReadable(yaml)) throw new ModelException(yaml + ": no such file, or not readable");
        try {
            ModelManifest manifest = YAML.readValue(yaml.toFile(), ModelManifest.class);
            if (manifest == null) throw new ModelException(yaml + ": empty");
            return manifest;
        } catch (JacksonException e) {
            throw new ModelException(yaml + ": " + problem(e), e);
        }
    }

    private static String problem(JacksonException e) {
        return e.getCause() instanceof Flaw flaw ? flaw.getMessage() : Yaml.problem(e);
    }
}
