package io.kirinuki.worker.event.door;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A YAML file of rules; read strictly, since a word misspelt would else be a condition left out. */
public final class RuleFile {
    /** As it is written; what is left out is null. */
    private record Written(
            String bucket,
            String prefix,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<String> suffix,

            String contentType,
            String pipeline,
            Map<String, Map<String, JsonNode>> parameters,
            Output output) {
        Rule rule() {
            return new Rule(
                    or(bucket, Rule.ANY),
                    or(prefix, ""),
                    or(suffix, List.of()),
                    or(contentType, Rule.ANY).toLowerCase(Locale.ROOT),
                    pipeline,
                    or(parameters, Map.of()),
                    output == null
                            ? ImageRequest.Output.DEFAULT
                            : new ImageRequest.Output(
                                    Optional.ofNullable(output.bucket()), Optional.ofNullable(output.prefix())));
        }
    }

    private record Output(String bucket, String prefix) {}

    private record File(List<Written> rules) {}

    private RuleFile() {}

    /**
     * Throws {@link RulesException} naming file, rule and field of whatever is wrong.
     *
     * @param bucket that artifacts go to which do not say
     * @param prefix that their keys start with
     */
    public static Rules read(Path file, Pipelines pipelines, String bucket, String prefix) {
        Place output = new Place(bucket, prefix);
        List<Rule> rules = new ArrayList<>();
        for (Written written : written(file)) {
            String path = "%s: rules[%d]".formatted(file, rules.size());
            if (written == null
                    || written.pipeline() == null
                    || written.pipeline().isBlank()) {
                throw new RulesException(path + ".pipeline: required but missing", null);
            }
            Rule rule = written.rule();
            check(rule, path, pipelines, output);
            rules.add(rule);
        }
        return new Rules(rules, output);
    }

    private static List<Written> written(Path file) {
        try {
            File read = Yaml.STRICT.readValue(Files.readAllBytes(file), File.class);
            return read == null ? List.of() : or(read.rules(), List.of());
        } catch (IOException e) {
            throw new RulesException("%s: cannot be read: %s".formatted(file, e), e);
        } catch (JacksonException e) {
            throw new RulesException("%s: %s".formatted(file, Yaml.problem(e)), e);
        }
    }

    private static void check(Rule rule, String path, Pipelines pipelines, Place output) {
        try {
            pipelines.check(rule.pipeline(), rule.parameters());
        } catch (FailedException e) {
            throw new RulesException(path + "." + e.getMessage(), e);
        }
        Place own = output.or(rule.output());
        if (own.prefix().isEmpty() && Rule.matches(rule.bucket(), own.bucket())) {
            throw new RulesException(
                    "%s.output.prefix: artifacts would lie among the rule's own objects in bucket \"%s\"; name a prefix"
                            .formatted(path, own.bucket()),
                    null);
        }
    }

    private static <T> T or(T written, T otherwise) {
        return written == null ? otherwise : written;
    }
}
