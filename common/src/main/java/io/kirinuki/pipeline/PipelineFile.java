package io.kirinuki.pipeline;

import io.kirinuki.operation.Step;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.Yaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A YAML file of pipelines; read strictly, since a word misspelt would else be a step left out. */
final class PipelineFile {
    /** As it is written; what is left out is null, and 1 stands in for the version. */
    private record Written(
            String name, Integer version, String description, List<Map<String, Map<String, JsonNode>>> operations) {
        List<Map<String, Map<String, JsonNode>>> steps() {
            return operations == null ? List.of() : operations;
        }

        Pipeline pipeline() {
            List<Step> steps = new ArrayList<>();
            for (var entry : steps()) {
                entry.forEach((operation, parameters) -> steps.add(Step.of(operation, parameters)));
            }
            return new Pipeline(
                    name == null ? "" : name,
                    version == null ? 1 : version,
                    description == null ? "" : description,
                    steps);
        }
    }

    private record File(List<Written> pipelines) {}

    private PipelineFile() {}

    /** @param title of the file, for messages */
    static List<Pipeline> read(byte[] yaml, String title) {
        File file;
        try {
            file = Yaml.STRICT.readValue(yaml, File.class);
        } catch (JacksonException e) {
            throw new PipelineException("%s: %s".formatted(title, Yaml.problem(e)), e);
        }
        List<Pipeline> pipelines = new ArrayList<>();
        Set<String> titles = new HashSet<>();
        for (Written written : file == null || file.pipelines() == null ? List.<Written>of() : file.pipelines()) {
            Pipeline pipeline = written.pipeline();
            try {
                refuseSeveralInOneEntry(written);
                pipeline.check();
            } catch (FailedException e) {
                throw new PipelineException("%s: pipeline %s: %s".formatted(title, pipeline, e.getMessage()), e);
            }
            if (!titles.add(pipeline.toString())) {
                throw new PipelineException("%s: pipeline %s: there twice".formatted(title, pipeline), null);
            }
            pipelines.add(pipeline);
        }
        return pipelines;
    }

    private static void refuseSeveralInOneEntry(Written written) throws FailedException {
        for (var entry : written.steps()) {
            if (entry.size() != 1) {
                throw new FailedException(
                        new Failure.InvalidRequest("operations: one operation an entry expected, found "
                                + (entry.isEmpty() ? "none" : String.join(", ", entry.keySet()))));
            }
        }
    }
}
