package io.kirinuki.worker.reception.http;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.http.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a caller does not get what it asked for, as RFC 9457 has it.
 *
 * @param name one word, stable, for programs: that of the failure, or one of the door's own
 * @param detail names the field or the limit
 * @param fix what to do about it
 * @param after as long the caller is to stay away, where coming back helps
 */
record Refusal(int status, String name, String detail, String fix, Optional<Duration> after) {
    /** Carries a refusal out of straight-line code; never leaves the door. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        RefusedException(Refusal refusal) {
            super(refusal.detail(), null, false, false);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);
    static final String MEDIA_TYPE = "application/problem+json";

    static Refusal of(int status, String name, String detail, String fix) {
        return new Refusal(status, name, detail, fix, Optional.empty());
    }

    static Refusal later(int status, String name, String detail, Duration after) {
        return new Refusal(status, name, detail, "Ask again after the time in Retry-After.", Optional.of(after));
    }

    RefusedException thrown() {
        return new RefusedException(this);
    }

    Reply reply() {
        LOG.debug("{} {}: {}", status, name, detail);
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:kirinuki:problem:" + name);
        problem.put("title", title());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("class", name);
        problem.put("fix", fix);
        return heads(Reply.whole(status, MEDIA_TYPE, Blob.of(Json.MAPPER.writeValueAsBytes(problem))));
    }

    /** With the headers that this status has, whatever the body. */
    Reply heads(Reply reply) {
        Reply whole = status == 401 ? reply.with("WWW-Authenticate", "Bearer") : reply;
        return after.map(time -> whole.with(
                        "Retry-After",
                        Long.toString(Math.max(1, time.plusMillis(999).toSeconds()))))
                .orElse(whole);
    }

    String title() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 406 -> "Not Acceptable";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> throw new IllegalStateException("no title for status " + status);
        };
    }
}
