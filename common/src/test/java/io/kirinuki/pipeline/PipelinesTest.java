package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.operation.Operation;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelinesTest {
    @TempDir
    private Path folder;

    @Test
    void builtInOnesAreAllThereAndDescribed() {
        assertThat(Pipelines.builtIn().names())
                .contains("cutout", "mask", "cutout-with-mask", "trim-background", "matte", "classify", "car-mask");
        assertThat(Pipelines.builtIn().descriptions())
                .allSatisfy((name, description) -> assertThat(description).isNotBlank());
    }

    @Test
    void newestVersionIsMeantUnlessTheRequestNamesAnother() throws Exception {
        Pipelines own = own("""
                pipelines:
                  - {name: crop, version: 2, operations: [mask: {threshold: 0.2}]}
                  - {name: crop, version: 10, operations: [mask: {threshold: 0.9}]}
                """);

        assertThat(identity(own, "{'pipeline':'crop'}")).contains("threshold=Optional[0.9]");
        assertThat(identity(own, "{'pipeline':'crop@2'}")).contains("threshold=Optional[0.2]");
        assertThatThrownBy(() -> identity(own, "{'pipeline':'crop@3'}"))
                .hasMessageStartingWith("pipeline: no pipeline is named \"crop@3\"; this worker knows ")
                .hasMessageContaining("crop@2, crop@10");
    }

    @Test
    void ownPipelineStandsInThePlaceOfItsNamesake() throws Exception {
        Pipelines own = own("pipelines: [{name: cutout, operations: [cutout: {background: '#102030'}]}]");

        assertThat(identity(own, "{'pipeline':'cutout'}")).contains("#102030");
        assertThat(own.names()).contains("mask");
    }

    @Test
    void requestOverridesParametersByTheNameOfTheStep() throws Exception {
        Pipelines own = own("""
                pipelines:
                  - name: two
                    operations:
                      - mask: {threshold: 0.1, model: car}
                      - mask: {name: second, threshold: 0.2}
                """);

        List<Operation> operations =
                own.resolve(request("{'pipeline':'two','parameters':{'second':{'threshold':0.7}}}"));
        assertThat(operations.getFirst().identity()).contains("model=car", "threshold=Optional[0.1]");
        assertThat(operations.getLast().identity()).contains("role=second", "model=subject", "threshold=Optional[0.7]");
    }

    @Test
    void requestBringsItsOwnOperations() throws Exception {
        assertThat(identity(Pipelines.builtIn(), "{'operations':[{'mask':{'threshold':0.5}},{'cutout':{}}]}"))
                .contains("MaskOperation", "CutoutOperation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'pipeline':'nope'}                                              | pipeline: no pipeline is named \"nope\"; this worker knows ",
                "{'pipeline':'cutout@x'}                                          | pipeline: no pipeline is named \"cutout@x\"",
                "{'pipeline':'mask','parameters':{'cutout':{}}}                   | parameters.cutout: pipeline mask has no such step, but mask",
                "{'pipeline':'mask','parameters':{'mask':{'treshold':1}}}         | parameters.mask.treshold: no such parameter; there are model, ",
                "{'pipeline':'mask','parameters':{'mask':{'threshold':2}}}        | parameters.mask.threshold: a number from 0 to 1 expected, found 2",
                "{'pipeline':'mask','parameters':{'mask':{'model':5}}}            | parameters.mask.model: text expected, found 5",
                "{'pipeline':'mask','parameters':{'mask':{'classes':[1]}}}        | parameters.mask.classes: text or a list of texts expected, found [1]",
                "{'pipeline':'mask','parameters':{'mask':{'store':'yes'}}}        | parameters.mask.store: true or false expected, found \"yes\"",
                "{'pipeline':'matte','parameters':{'matte':{'kernel':0}}}         | parameters.matte.kernel: a whole number from 1 to 255 expected, found 0",
                "{'pipeline':'matte','parameters':{'matte':{'iterations':2.5}}}   | parameters.matte.iterations: a whole number from 1 to 100 expected, found 2.5",
                "{'operations':[{'sharpen':{}}]}                                  | operations.sharpen: no such operation; there are ",
                "{'operations':[{'mask':{}},{'mask':{}}]}                         | operations.mask: there twice; give one of them a \"name\" of its own",
                "{'operations':[{'mask':{'name':'A b'}}]}                         | operations.A b.name: up to 63 of a-z, 0-9 and - expected",
                "{'operations':[{'mask':{}}],'parameters':{'cutout':{}}}          | parameters.cutout: pipeline inline has no such step, but mask",
                "{'operations':[{'mask':{}},{'rle':{'name':'result'}}]}           | operations.result: its artifact would be called result.json as what is written about all of them; give the step another \"name\"",
                "{'operations':[{'mask':{'split':2}},{'cutout':{'name':'mask-2'}}]} | operations.mask-2: its artifact \"mask-2\" would be called as one of step \"mask\"; give one of them another \"name\"",
                "{'operations':[{'encode':{'name':'mask-1','of':'m'}},{'mask':{'split':1}}]} | operations.mask: its artifact \"mask-1\" would be called as one of step \"mask-1\"",
                "{'operations':[{'matte':{}},{'cutout':{'name':'matte-trimap'}}]} | operations.matte-trimap: its artifact \"matte-trimap\" would be called as one of step \"matte\"",
                "{'operations':[{'matte':{}},{'rle':{'name':'matte-trimap'}}]}    | operations.matte-trimap: its artifact \"matte-trimap\" would",
            })
    void wrongRequestIsRefusedNamingTheField(String json, String problem) {
        assertThatThrownBy(() -> Pipelines.builtIn().resolve(request(json)))
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith(problem);
    }

    /** Names are alike only in what these pipelines, with these parameters, really store. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'operations':[{'mask':{'split':2}},{'cutout':{'name':'mask-3'}}]}",
                "{'operations':[{'mask':{'store':false}},{'cutout':{'name':'result'}}]}",
                "{'operations':[{'matte':{'store-trimap':false}},{'cutout':{'name':'matte-trimap'}}]}",
                "{'operations':[{'classify':{'name':'result'}}]}",
            })
    void namesThatOnlyLookAlikeAreTaken(String json) throws Exception {
        assertThat(Pipelines.builtIn().resolve(request(json))).isNotEmpty();
    }

    @Test
    void anOverrideMayNotMakeNamesakes() throws Exception {
        Pipelines own = own("pipelines: [{name: a, operations: [mask: , cutout: {name: mask-1}]}]");
        assertThatThrownBy(() -> own.resolve(request("{'pipeline':'a','parameters':{'mask':{'split':1}}}")))
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith(
                        "parameters.mask-1: its artifact \"mask-1\" would be called as one of step \"mask\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pipelines: [{name: a, operations: [mask: , polygons: {name: result}]}]    | pipeline a@1: operations.result: its artifact would be called result.json",
                "pipelines: [{name: a, operations: [mask: {split: 3}, rle: {name: mask-2}]}] | pipeline a@1: operations.mask-2: its artifact \"mask-2\" would",
                "pipelines: [{name: A, operations: [mask: {}]}]                            | pipeline A@1: name: up to 63 of a-z",
                "pipelines: [{operations: [mask: {}]}]                                     | pipeline @1: name: up to 63 of a-z",
                "pipelines: [{name: removal, operations: [mask: {}]}]                      | pipeline removal@1: name: \"removal\" is what answers of removals are told by; give the pipeline another",
                "pipelines: [{name: a, version: 0, operations: [mask: {}]}]                | pipeline a@0: version: 1 or more expected, found 0",
                "pipelines: [{name: a}]                                                    | pipeline a@1: operations: 1 to 32 expected, found 0",
                "pipelines: [{name: a, operations: [mask: {threshold: x}]}]                | pipeline a@1: operations.mask.threshold: a number from 0 to 1 expected, found \"x\"",
                "pipelines: [{name: a, operations: [{mask: {}, cutout: {}}]}]              | pipeline a@1: operations: one operation an entry expected, found mask, cutout",
                "pipelines: [{name: a, operations: [mask: ]}, {name: a, operations: [mask: ]}] | pipeline a@1: there twice",
                "pipelines: [{name: a, operation: [mask: ]}]                               | own.yaml: pipelines[0].operation: no such field; there are [description, name, operations, version]",
                "pipelines: [{name: a, name: b}]                                           | Duplicate Object property \"name\"",
                "[]                                                                        | Cannot deserialize",
            })
    void wrongFileIsRefusedNamingFilePipelineAndField(String yaml, String problem) {
        assertThatThrownBy(() -> own(yaml))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("own.yaml: ")
                .hasMessageContaining(problem);
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> Pipelines.read(folder.resolve("none.yaml")))
                .hasMessageContaining("none.yaml: cannot be read");
    }

    private Pipelines own(String yaml) throws IOException {
        return Pipelines.read(Files.writeString(folder.resolve("own.yaml"), yaml));
    }

    private static String identity(Pipelines pipelines, String json) throws FailedException {
        return pipelines.resolve(request(json)).stream()
                .map(Operation::identity)
                .toList()
                .toString();
    }

    /** With single quotes for double ones, and a source put in. */
    private static ImageRequest request(String json) {
        String event = json.replace('\'', '"').replaceFirst("\\{", "{\"source\":{\"bucket\":\"b\",\"key\":\"k\"},");
        return ((Reading.Read) new RequestReader().read(event.getBytes(StandardCharsets.UTF_8))).request();
    }
}
