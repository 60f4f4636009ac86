package io.kirinuki.worker.event.door;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.reach.KeyPrefix;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
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
    /** What a rule may say of objects that are removed. */
    private static final String DELETE = "delete-artifacts";

    /** As it is written; what is left out is null. */
    private record Written(
            String bucket,
            String prefix,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<String> suffix,

            String contentType,
            String pipeline,
            Map<String, Map<String, JsonNode>> parameters,
            Output output,
            String removed) {
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
                                    Optional.ofNullable(output.bucket()), Optional.ofNullable(output.prefix())),
                    removed != null);
        }
    }

    private record Output(String bucket, String prefix) {}

    private record File(List<Written> rules) {}

    private RuleFile() {}

    /**
     * Throws {@link RulesException} naming file, rule and field of whatever is wrong.
     *
     * @param reach of workers that go by no rules
     */
    public static Rules read(Path file, Pipelines pipelines, Reach reach) {
        List<Rule> rules = new ArrayList<>();
        Reach grown = reach;
        for (Written written : written(file)) {
            String path = path(file, rules.size());
            if (written == null
                    || written.pipeline() == null
                    || written.pipeline().isBlank()) {
                throw new RulesException(path + ".pipeline: required but missing", null);
            }
            if (written.removed() != null && !written.removed().equals(DELETE)) {
                throw new RulesException(
                        "%s.removed: \"%s\" expected, found \"%s\"; leave it out to keep artifacts"
                                .formatted(path, DELETE, written.removed()),
                        null);
            }
            Rule rule = written.rule();
            check(rule, path, pipelines, reach);
            rules.add(rule);
            grown = grown.with(rule.intake(), reach.output().or(rule.output()));
        }
        for (int i = 0; i < rules.size(); i++) {
            Place intake = rules.get(i).intake();
            if (!grown.swallows(intake)) continue;
            throw new RulesException(
                    "%s: all that it takes, %s, lies where artifacts go, and is never worked on; take from another place, or give artifacts a prefix"
                            .formatted(path(file, i), intake),
                    null);
        }
        return new Rules(rules, grown);
    }

    private static String path(Path file, int rule) {
        return "%s: rules[%d]".formatted(file, rule);
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

    private static void check(Rule rule, String path, Pipelines pipelines, Reach reach) {
        try {
            pipelines.check(rule.pipeline(), rule.parameters());
        } catch (FailedException e) {
            throw new RulesException(path + "." + e.getMessage(), e);
        }
        Optional<String> problem = rule.output().prefix().flatMap(KeyPrefix::problem);
        if (problem.isPresent()) {
            throw new RulesException("%s.output.prefix: %s".formatted(path, problem.get()), null);
        }
        Place artifacts = reach.output().or(rule.output());
        if (reach.forbids(artifacts)) {
            throw new RulesException(
                    "%s.output: artifacts may not go to %s; add it to %s".formatted(path, artifacts, Reach.OUTPUTS),
                    null);
        }
        if (artifacts.prefix().isEmpty() && Place.matches(rule.bucket(), artifacts.bucket())) {
            throw new RulesException(
                    "%s.output.prefix: artifacts would lie among the rule's own objects in bucket \"%s\"; name a prefix"
                            .formatted(path, artifacts.bucket()),
                    null);
        }
    }

    private static <T> T or(T written, T otherwise) {
        return written == null ? otherwise : written;
    }
}
