package io.kirinuki.worker.job.journal;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.kirinuki.schema.Json;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job's state as bytes: JSON, with the number of its format. 2 is today's. In 1, which had no number, topics had no ids. A
 * number goes up where an earlier version would do wrong by what it reads. Any thread.
 */
final class JournalFormat {
    static final int VERSION = 2;

    /** What the bytes of one entry are. */
    sealed interface Reading {
        record Read(JobState state) implements Reading {}

        /**
         * A job that a later version of this has written, or one of whose kind nothing is known here.
         *
         * @param kind of the job; empty where that is not told
         */
        record Newer(String kind, int version) implements Reading {}

        /** @param reason in a few words */
        record Foreign(String reason) implements Reading {}
    }

    private static final String VERSION_FIELD = "v";
    private static final String TOPICS = "topics";

    private final ObjectReader reader;
    private final Set<String> kinds = new TreeSet<>();

    /** @param plans classes of the kinds that are known here */
    JournalFormat(Collection<Class<?>> plans) {
        reader = Json.wholeReader(JobState.class, plans);
        plans.forEach(plan -> kinds.add(plan.getAnnotation(JsonTypeName.class).value()));
    }

    static byte[] write(JobState state) {
        ObjectNode entry = Json.MAPPER.createObjectNode().put(VERSION_FIELD, VERSION);
        entry.setAll((ObjectNode) Json.MAPPER.<JsonNode>valueToTree(state));
        return Json.MAPPER.writeValueAsBytes(entry);
    }

    Reading read(byte[] value) {
        try {
            if (!(Json.MAPPER.readTree(value) instanceof ObjectNode entry)
                    || !entry.path("id").isString()) {
                return new Reading.Foreign("no job");
            }
            int version = entry.path(VERSION_FIELD).asInt(1);
            String kind = entry.path("plan").path("kind").asString("");
            if (version > VERSION) return new Reading.Newer(kind, version);
            if (!kinds.contains(kind)) return new Reading.Foreign("a job of the kind \"%s\"".formatted(kind));
            if (version == 1) entry.putObject(TOPICS);
            entry.remove(VERSION_FIELD);
            return new Reading.Read(reader.readValue(entry));
        } catch (JacksonException e) {
            return new Reading.Foreign("no job");
        }
    }
}
