package io.kirinuki.worker.reception.http;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.http.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Refusals in the form that remove.bg's have: a title for people, a code for programs, and fewer statuses. */
final class RemoveBgErrors {
    private static final Map<String, String> CODES = Map.of(
            "KeyRefused", "auth_failed",
            "RateLimited", "rate_limit_exceeded",
            "Busy", "rate_limit_exceeded",
            "Unsupported", "invalid_file_type",
            "TooManyPixels", "resolution_too_high",
            "TooLarge", "file_too_large",
            "AddressRefused", "invalid_image_url");

    private RemoveBgErrors() {}

    static Reply reply(int status, String code, String title) {
        Map<String, Object> errors = Map.of("errors", List.of(Map.of("title", title, "code", code)));
        return Reply.whole(status, "application/json", Blob.of(Json.MAPPER.writeValueAsBytes(errors)));
    }

    static Reply reply(Refusal refusal) {
        int status = switch (refusal.status()) {
            case 401 -> 403;
            case 404, 406, 409, 413, 415, 422 -> 400;
            default -> refusal.status();
        };
        return refusal.heads(reply(status, code(refusal.name()), refusal.detail()));
    }

    /** {@code TooRagged} becomes {@code too_ragged}. */
    private static String code(String name) {
        return CODES.getOrDefault(
                name, name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT));
    }
}
