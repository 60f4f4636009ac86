package io.kirinuki.worker.event.door;

import io.kirinuki.schema.ImageRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What is done with which objects that a store tells of.
 *
 * @param bucket {@code *} in it stands for any run of characters
 * @param prefix what the key starts with, decoded
 * @param suffixes what it ends with, one of them; none: anything
 * @param contentType {@code *} in it stands for any run of characters; a store that does not tell the type matches none
 *     but {@code *}
 */
record Rule(
        String bucket,
        String prefix,
        List<String> suffixes,
        String contentType,
        String pipeline,
        Map<String, Map<String, JsonNode>> parameters,
        ImageRequest.Output output) {
    static final String ANY = "*";

    Rule {
        suffixes = List.copyOf(suffixes);
        parameters = Map.copyOf(parameters);
    }

    boolean takes(StoreEvent.Created event) {
        String key = event.object().key();
        return matches(bucket, event.object().bucket())
                && key.startsWith(prefix)
                && (suffixes.isEmpty() || suffixes.stream().anyMatch(key::endsWith))
                && (contentType.equals(ANY)
                        || event.contentType()
                                .filter(type -> matches(contentType, type))
                                .isPresent());
    }

    ImageRequest request(StoreEvent.Created event) {
        return new ImageRequest(
                Optional.empty(),
                event.object(),
                Optional.of(pipeline),
                List.of(),
                parameters,
                output,
                Optional.empty(),
                Optional.empty());
    }

    static boolean matches(String glob, String text) {
        String pattern =
                Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
    }
}
