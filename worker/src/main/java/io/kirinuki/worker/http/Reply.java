package io.kirinuki.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server answers. Unless {@link #with} says otherwise nobody may keep it, and browsers take it for no more than it
 * says it is.
 */
public record Reply(int status, Map<String, String> headers, Body body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    /** What comes after the headers. */
    public sealed interface Body {
        /** Known from the start. */
        record Whole(Blob bytes) implements Body {}

        /**
         * Written as it comes to be, on the request's own virtual thread, which blocks where the client reads slowly. An
         * exception cuts the answer off, so that no client takes a part for the whole.
         */
        record Streamed(Writing writing) implements Body {}

        /** Why there is no other answer, for people; the server chooses its form. */
        record Problem(String detail) implements Body {}
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writing {
        /** What is flushed is sent. */
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    public Reply {
        if (status < 200 || status > 599) throw new IllegalArgumentException("status " + status);
        headers = Map.copyOf(headers);
    }

    public static Reply text(int status, String text) {
        return whole(status, TEXT, Blob.of(text.getBytes(UTF_8)));
    }

    public static Reply whole(int status, String mediaType, Blob bytes) {
        return new Reply(status, headers(mediaType), new Body.Whole(bytes));
    }

    public static Reply streamed(int status, String mediaType, Writing writing) {
        return new Reply(status, headers(mediaType), new Body.Streamed(writing));
    }

    /** Names what is wrong and the way out. */
    public static Reply problem(int status, String detail) {
        return new Reply(status, Map.of("Cache-Control", "no-store"), new Body.Problem(detail));
    }

    private static Map<String, String> headers(String mediaType) {
        return Map.of("Content-Type", mediaType, "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");
    }

    /** The same with a header more, or another value of it. */
    public Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}
