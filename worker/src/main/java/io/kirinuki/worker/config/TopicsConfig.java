package io.kirinuki.worker.config;

import java.util.LinkedHashMap;
import java.util.regex.Pattern;

/** Names of the topics, which must exist: three different ones. */
public record TopicsConfig(
        @Setting(meaning = "Topic the requests come from.", fallback = "image-requests")
        String requests,

        @Setting(meaning = "Topic the results go to.", fallback = "image-results")
        String results,

        @Setting(meaning = "Topic the dead letters go to.", fallback = "image-failures")
        String failures) {

    /** Kafka's own rule; it also refuses "." and "..". */
    private static final Pattern LEGAL = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    public TopicsConfig {
        var contradictions = new Contradictions();
        var seen = new LinkedHashMap<String, String>();
        for (var topic : new String[][] {{"requests", requests}, {"results", results}, {"failures", failures}}) {
            contradictions.refuseIf(
                    !LEGAL.matcher(topic[1]).matches(),
                    "kirinuki.topics.%s: \"%s\" is no name of a topic; use up to 249 of a-z, A-Z, 0-9, '.', '_', '-'"
                            .formatted(topic[0], topic[1]));
            var other = seen.putIfAbsent(topic[1], topic[0]);
            contradictions.refuseIf(
                    other != null,
                    "kirinuki.topics.%s: \"%s\" is kirinuki.topics.%s too; name different topics"
                            .formatted(topic[0], topic[1], other));
        }
        contradictions.orThrow();
    }
}
