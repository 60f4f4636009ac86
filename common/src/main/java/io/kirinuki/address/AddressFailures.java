package io.kirinuki.address;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.WebAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Response;

/** What hosts answer, in the words of {@link Failure}; none of them repeats more of an address than may be shown. */
final class AddressFailures {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private AddressFailures() {}

    static Failure refused(WebAddress asked, String why) {
        return new Failure.AddressRefused(asked, why);
    }

    /** Of an answer that is neither the image nor a redirect. */
    static Failure of(Response answer, WebAddress asked) {
        int status = answer.code();
        return switch (status) {
            case 404, 410 -> new Failure.NotFound(asked);
            case 401, 403 -> new Failure.Forbidden(asked, "HTTP " + status);
            case 429 -> new Failure.Throttled(host(asked), "HTTP 429", after(answer, Instant.now()));
            case 408, 425, 499 -> new Failure.Unavailable(host(asked), "HTTP " + status, after(answer, Instant.now()));
            default ->
                status >= 500
                        ? new Failure.Unavailable(host(asked), "HTTP " + status, after(answer, Instant.now()))
                        : refused(asked, "the host answers HTTP %d, which is no image".formatted(status));
        };
    }

    /** Of a host that did not answer, or broke off. */
    static Failure of(IOException thrown, WebAddress asked) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedAddressException closed) return refused(asked, closed.getMessage());
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return refused(asked, "the host does not prove that it is who it says: its certificate is not trusted");
            }
        }
        return new Failure.Unavailable(host(asked), words(thrown));
    }

    /** Names no number that a name led to. */
    private static String words(IOException thrown) {
        return switch (thrown) {
            case ConnectException refused -> "it takes no connection";
            case InterruptedIOException late -> "it is silent or slow (%s)".formatted(late.getMessage());
            default -> String.valueOf(thrown.getMessage());
        };
    }

    private static String host(WebAddress asked) {
        return "the host " + asked.bucket();
    }

    /** Seconds, or a time (RFC 9110, 10.2.3); what is neither, or past, says nothing. */
    static Optional<Duration> after(Response answer, Instant now) {
        String text = answer.header("Retry-After", "").strip();
        if (SECONDS.matcher(text).matches()) return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(now, then)).filter(Duration::isPositive);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
