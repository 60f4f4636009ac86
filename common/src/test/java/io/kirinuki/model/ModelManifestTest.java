package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.InputRule.Colour;
import io.kirinuki.model.InputRule.Scale;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule.Head;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelManifestTest {
    private static final String MASK = """
            name: subject
            version: "2"
            task: mask
            file: model.onnx
            sha256: %1$s
            licence: Apache-2.0
            source: trained for this test
            input:
              tensor: image
              width: 320
              height: 256
              mean: [0.5, 0.5, 0.5]
              std: [1, 1, 1]
            output:
              tensor: foreground
              head: probability
            """.formatted("0123456789abcdef".repeat(4));

    private static final String CLASSIFY = MASK.replace("task: mask", "task: classify")
            .replace("height: 256", "height: 224\n  resize: crop\n  shorterSide: 384\n  filter: lanczos")
            .replace("head: probability", "head: softmax\n  classes: [cat, dog]");

    @TempDir
    Path folder;

    private ModelManifest read(String yaml) throws Exception {
        return ModelManifest.read(Files.writeString(folder.resolve("model.yaml"), yaml));
    }

    @Test
    void whatMayBeLeftOutHasItsDefault() throws Exception {
        ModelManifest manifest = read(MASK);
        assertThat(manifest.task()).isEqualTo(Task.MASK);
        assertThat(manifest.input().colour()).isEqualTo(Colour.RGB);
        assertThat(manifest.input().framing()).isEqualTo(new Framing.Squash(new PixelSize(320, 256)));
        assertThat(manifest.input().filter()).isEqualTo(Filter.AREA);
        assertThat(manifest.input().scale()).isEqualTo(Scale.BY_255);
        assertThat(manifest.output().filter()).isEqualTo(Filter.BILINEAR);
        assertThat(manifest.output().classes()).isEmpty();
        assertThat(manifest.batch()).isEmpty();
        assertThat(manifest.int8()).isEmpty();
    }

    @Test
    void everyFieldIsRead() throws Exception {
        ModelManifest manifest = read(MASK.replace("task: mask", "task: matte")
                        .replace(
                                "width: 320\n  height: 256",
                                "colour: rgb-trimap\n  multipleOf: 32\n  filter: bilinear\n  scale: none")
                        .replace("[0.5, 0.5, 0.5]", "[0.5, 0.5, 0.5, 0]")
                        .replace("[1, 1, 1]", "[1, 1, 1, 1]")
                        .replace("head: probability", "head: min-max\n  filter: cubic")
                + """
                batch:
                  max: 64
                int8:
                  file: model.int8.onnx
                  sha256: %s
                  measure: "mean IoU 0.741 -> 0.738, 250 photos"
                  loss: 0.004
                """.formatted("f".repeat(64)));
        assertThat(manifest.input().colour()).isEqualTo(Colour.RGB_TRIMAP);
        assertThat(manifest.input().framing()).isEqualTo(new Framing.AnySize(32));
        assertThat(manifest.input().filter()).isEqualTo(Filter.BILINEAR);
        assertThat(manifest.input().scale()).isEqualTo(Scale.NONE);
        assertThat(manifest.input().mean()).containsExactly(.5f, .5f, .5f, 0f);
        assertThat(manifest.output().head()).isEqualTo(Head.MIN_MAX);
        assertThat(manifest.output().filter()).isEqualTo(Filter.CUBIC);
        assertThat(manifest.batch().orElseThrow().max()).isEqualTo(64);
        assertThat(manifest.int8().orElseThrow().loss()).isEqualTo(0.004);
        assertThat(manifest.int8().orElseThrow().file()).isEqualTo("model.int8.onnx");
    }

    @ParameterizedTest
    @CsvSource({
        "rotate, softsign-180",
        "rotate, tanh-180",
        "rotate, sigmoid-360",
        "rotate, sin-cos",
        "rotate, degrees",
        "matte, sigmoid",
        "mask, min-max"
    })
    void headsAreWrittenAsTheFieldWritesThem(String task, String head) throws Exception {
        ModelManifest manifest =
                read(MASK.replace("task: mask", "task: " + task).replace("probability", head));
        assertThat(Flaw.spelled(manifest.output().head())).isEqualTo(head);
    }

    @ParameterizedTest
    @CsvSource({"name", "version", "task", "file", "sha256", "licence", "source", "input", "output"})
    void aMissingFieldIsNamed(String field) {
        assertThatThrownBy(() -> read(MASK.replaceFirst("(?m)^" + field + ":.*\\R( .*\\R)*", "")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.yaml: " + field + ": missing");
    }

    @ParameterizedTest
    @CsvSource({
        "input, tensor",
        "input, width",
        "input, height",
        "input, mean",
        "input, std",
        "output, tensor",
        "output, head"
    })
    void aMissingFieldOfASectionIsNamed(String section, String field) {
        assertThatThrownBy(() ->
                        read(MASK.replaceFirst("(?m)(^" + section + ":\\R(?: .*\\R)*?)  " + field + ":.*\\R", "$1")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.yaml: " + section + "." + field + ": missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: subject        | name: Subject                   | name: lower-case letters
            task: mask           | task: segment                   | task: Cannot deserialize
            file: model.onnx     | file: ../model.onnx             | file: a name in the manifest's own folder
            sha256: 0            | sha256: g                       | sha256: 64 lower-case hex digits
            width: 320           | width: 4                        | input.width: 8 to 4096 expected, found 4
            width: 320           | width: 320.5                    | input.width:
            width: 320           | widht: 320\\n  width: 320                      | input.widht: no such field; there are
            width: 320           | multipleOf: 32                  | input.height: not together with multipleOf
            width: 320           | shorterSide: 320\\n  width: 320  | input.shorterSide: only with resize crop
            width: 320           | resize: crop\\n  width: 320      | input.shorterSide: missing
            width: 320           | colour: grey\\n  width: 320      | input.mean: 1 numbers, one a channel, expected with colour grey
            width: 320           | filter: nearest\\n  width: 320     | input.filter:
            width: 320           | framing: x\\n  width: 320        | input.framing: no such field
            width: 320           | scale: 255\\n  width: 320        | input.scale:
            [0.5, 0.5, 0.5]    | [0.5, 0.5]                    | input.mean: 3 numbers
            [0.5, 0.5, 0.5]    | [0.5, null, 0.5]              | input.mean: 3 numbers
            [1, 1, 1]          | [1, 0, 1]                     | input.std: numbers above 0
            head: probability    | head: argmin                    | output.head:
            head: probability    | head: tanh-180                  | output.head: one of [probability, sigmoid, min-max, argmax] expected with task mask, found tanh-180
            head: probability    | head: argmax                    | output.classes: 2 to 256 names expected, in the network's order, found none
            head: probability    | head: argmax\\n  classes: [a, a] | output.classes: names that differ
            head: probability    | head: sigmoid\\n  classes: [a, b] | output.classes: only with head argmax or task classify
            head: probability    | head: sigmoid\\n  filter: area   | output.filter: bilinear, cubic or lanczos
            source: trained      | name: again\\nsource: trained    | Duplicate
            source: trained      | int8: {file: a, measure: b, loss: 0}\\nsource: trained | int8.sha256: missing
            source: trained      | batch: {max: 0}\\nsource: trained | batch.max: 1 to 1024
            source: trained      | batch: {}\\nsource: trained     | batch.max: missing
            """)
    void aWrongFieldIsNamedWithWhatIsExpected(String right, String wrong, String problem) {
        assertThat(MASK).contains(right);
        assertThatThrownBy(() -> read(MASK.replace(right, wrong.replace("\\n", "\n"))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.yaml: ")
                .hasMessageContaining(problem);
    }

    @Test
    void combinationsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> read(CLASSIFY.replace("shorterSide: 384", "shorterSide: 300")))
                .hasMessageContaining("input.shorterSide: 320 to 4096 expected");
        assertThatThrownBy(() -> read(MASK.replace("height: 256", "height: 256\n  resize: crop\n  shorterSide: 384")))
                .hasMessageContaining("input.resize: crop cuts off what a mask must cover");
        assertThatThrownBy(() -> read(CLASSIFY.replace("  classes: [cat, dog]\n", "")))
                .hasMessageContaining("output.classes: 2 to 256 names");
        String trimap = MASK.replace("width: 320", "colour: rgb-trimap\n  width: 320")
                .replace("[0.5, 0.5, 0.5]", "[0, 0, 0, 0]")
                .replace("[1, 1, 1]", "[1, 1, 1, 1]");
        assertThatThrownBy(() -> read(trimap)).hasMessageContaining("input.colour: rgb-trimap only with task matte");
        assertThatThrownBy(() -> read(trimap.replace("task: mask", "task: matte")
                        .replace("height: 256", "height: 256\n  scale: image-maximum")))
                .hasMessageContaining("input.scale: image-maximum makes no sense of a trimap");
    }

    @Test
    void aCropKeepsTheShapeAndTakesTheCentre() throws Exception {
        InputRule input = read(CLASSIFY).input();
        assertThat(input.sampling(new PixelSize(1000, 600)))
                .isEqualTo(new Sampling(
                        Sampling.Channels.RGB, new PixelSize(640, 384), new PixelSize(320, 224), Filter.LANCZOS));
        assertThat(input.sampling(new PixelSize(333, 999)).scaled()).isEqualTo(new PixelSize(384, 1152));
    }

    @Test
    void aNetworkOfAnySizeTakesThePhotoRoundedUp() throws Exception {
        InputRule input = read(MASK.replace("width: 320\n  height: 256", "colour: rgb\n  multipleOf: 32"))
                .input();
        assertThat(input.framing().window(new PixelSize(641, 32))).isEqualTo(new PixelSize(672, 32));
    }

    @Test
    void whatIsNoManifestIsSaidToBeNone() {
        assertThatThrownBy(() -> read("")).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> read("{")).hasMessageContaining("not YAML");
        assertThatThrownBy(() -> read("- a")).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> ModelManifest.read(folder.resolve("none.yaml")))
                .hasMessageContaining("no such file");
    }

    @Test
    void theShippedManifestsAreValid() throws Exception {
        try (var files = Files.walk(Path.of("../models"))) {
            for (Path file : files.filter(f -> f.endsWith("model.yaml")).toList()) ModelManifest.read(file);
        }
    }
}
