package io.kirinuki.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** The form that a server's refusals have. */
public enum Problems {
    /** A line of plain text, for people and probes. */
    TEXT("text/plain; charset=utf-8") {
        @Override
        byte[] write(int status, String detail) {
            return (detail + "\n").getBytes(UTF_8);
        }
    },
    /** A problem of RFC 9457, for programs. */
    JSON("application/problem+json") {
        @Override
        byte[] write(int status, String detail) {
            Map<String, Object> problem = new LinkedHashMap<>();
            problem.put("title", HttpStatus.getMessage(status));
            problem.put("status", status);
            problem.put("detail", detail);
            return Json.MAPPER.writeValueAsBytes(problem);
        }
    };

    private final String mediaType;

    Problems(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    abstract byte[] write(int status, String detail);
}
