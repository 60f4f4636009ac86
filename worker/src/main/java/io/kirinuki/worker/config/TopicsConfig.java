package io.kirinuki.worker.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of the topics, which must exist, all different. */
public record TopicsConfig(
        @Setting(meaning = "Topic the requests come from.", fallback = "image-requests")
        String requests,

        @Setting(
                meaning =
                        "Topic of requests that nobody waits for: they take what those of the requests topic leave, and"
                                + " `flow.backfill-share`. Without it there are none. Stop all workers to add or remove it.")
        Optional<String> backfill,

        @Setting(meaning = "Topic the results go to.", fallback = "image-results")
        String results,

        @Setting(meaning = "Topic the dead letters go to.", fallback = "image-failures")
        String failures) {

    /** Kafka's own rule; it also refuses "." and "..". */
    private static final Pattern LEGAL = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    public TopicsConfig {
        var contradictions = new Contradictions();
        var named = new LinkedHashMap<String, String>();
        named.put("requests", requests);
        backfill.ifPresent(topic -> named.put("backfill", topic));
        named.put("results", results);
        named.put("failures", failures);
        var seen = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> one : named.entrySet()) {
            contradictions.refuseIf(
                    !LEGAL.matcher(one.getValue()).matches(),
                    "kirinuki.topics.%s: \"%s\" is no name of a topic; use up to 249 of a-z, A-Z, 0-9, '.', '_', '-'"
                            .formatted(one.getKey(), one.getValue()));
            var other = seen.putIfAbsent(one.getValue(), one.getKey());
            contradictions.refuseIf(
                    other != null,
                    "kirinuki.topics.%s: \"%s\" is kirinuki.topics.%s too; name different topics"
                            .formatted(one.getKey(), one.getValue(), other));
        }
        contradictions.orThrow();
    }

    /** Of all topics. */
    public List<String> names() {
        return Stream.concat(Stream.of(requests, results, failures), backfill.stream())
                .toList();
    }
}
