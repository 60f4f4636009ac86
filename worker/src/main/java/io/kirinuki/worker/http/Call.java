package io.kirinuki.worker.http;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was asked of a server, as a route's handler sees it.
 *
 * @param rest what the path has behind the route's own, decoded; empty where the route names one path
 * @param query decoded; of a name that comes twice the first value
 * @param headers by name in lower case; of one that comes twice the first value
 * @param length of the body in bytes, where the client says it
 * @param body the rest of the request: bounded by its route, read at most once; what goes beyond the bound ends reading
 *     in {@link TooLargeException}, which is answered with 413
 */
public record Call(
        String method,
        String path,
        String rest,
        Map<String, String> query,
        Map<String, String> headers,
        OptionalLong length,
        InputStream body) {
    public Call {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** By its name in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Whether the client names this media type among those it takes. */
    public boolean accepts(String mediaType) {
        return header("accept").filter(accept -> accept.contains(mediaType)).isPresent();
    }
}
