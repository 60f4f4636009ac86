package io.kirinuki.store;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.ObjectRef;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.security.ProviderException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns what the SDK throws into failures. The S3 error code decides where it is known, else the HTTP status, so that
 * an answer in a proxy's own words is understood too. Codes: Amazon's "Error responses", MinIO's {@code X} codes.
 */
final class StoreFailures {
    private static final String STORE = "the object store";
    private static final String CREDENTIALS = "no credentials for the object store";
    private static final String TLS_SETTINGS = "kirinuki.store.tls";

    /** Answered with a status of 400, 403 or 409, though time or another try mends them. */
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "RequestTimeTooSkewed",
            "ExpiredToken",
            "ExpiredTokenException",
            "TokenRefreshRequired",
            "OperationAborted",
            "ConditionalRequestConflict",
            "BadDigest",
            "IncompleteBody",
            "XAmzContentSHA256Mismatch");

    /** In the words of Amazon, Google, Azure behind a gateway, Ceph and MinIO. */
    private static final Set<String> THROTTLED = Set.of(
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "TooManyRequests",
            "TooManyRequestsException",
            "ProvisionedThroughputExceededException",
            "RequestThrottled",
            "RequestThrottledException",
            "ServerBusy");

    private static final Set<String> FORBIDDEN =
            Set.of("AccessDenied", "AllAccessDisabled", "InvalidAccessKeyId", "SignatureDoesNotMatch");

    /** The only place where the SDK keeps the status of an answer that is not XML. */
    private static final Pattern STATUS = Pattern.compile("Response code: (\\d{3})");

    private StoreFailures() {}

    /** Looks through the wrappers of futures and of the SDK; what comes neither from it nor the network is a bug. */
    static Failure of(Throwable thrown, ObjectRef object) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ErrorResponseException e) {
                return answered(
                        e.response().code(),
                        Objects.requireNonNullElse(e.errorResponse().code(), ""),
                        Objects.requireNonNullElse(e.errorResponse().message(), "no message"),
                        object);
            }
            if (cause instanceof ServerException e) return answered(e.statusCode(), "", words(e), object);
            if (cause instanceof InvalidResponseException e) return answered(status(e), "", words(e), object);
            if (cause instanceof ProviderException e) return new Failure.Untrusted(CREDENTIALS, words(e));
            if (cause instanceof IOException || cause instanceof MinioException) return unavailable(cause);
        }
        throw new IllegalStateException("the S3 client failed in an unknown way", thrown);
    }

    /** The HTTP status of an S3 error; 0 where there was no such answer. */
    static int status(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ErrorResponseException e) return e.response().code();
        }
        return 0;
    }

    static Failure unavailable(Throwable cause) {
        return TrustTrouble.words(cause, TLS_SETTINGS)
                .<Failure>map(why -> new Failure.Untrusted(STORE, why))
                .orElseGet(() -> new Failure.Unavailable(STORE, words(cause)));
    }

    static Failure answered(int status, String code, String message, ObjectRef object) {
        String why = code.isEmpty() ? message : code + ", " + message;
        return switch (code) {
            case "NoSuchKey", "NoSuchVersion" -> new Failure.NotFound(object);
            case "NoSuchBucket" -> new Failure.BucketNotFound(object.bucket());
            case "InvalidObjectState" -> new Failure.Refused(object, why); // archived: 403, yet no matter of rights
            case String c when throttled(c) -> new Failure.Throttled(STORE, why);
            case String c when PASSING.contains(c) -> new Failure.Unavailable(STORE, why);
            case String c when FORBIDDEN.contains(c) -> new Failure.Forbidden(object, c);
            case String c -> byStatus(status, c, why, object);
        };
    }

    private static boolean throttled(String code) {
        return THROTTLED.contains(code) || code.startsWith("SlowDown") || code.startsWith("Throttling");
    }

    private static Failure byStatus(int status, String code, String why, ObjectRef object) {
        return switch (status) {
            case 401, 403 -> new Failure.Forbidden(object, code.isEmpty() ? "HTTP " + status : code);
            case 404 -> new Failure.NotFound(object);
            case 429 -> new Failure.Throttled(STORE, why);
            case 408, 425, 499 -> new Failure.Unavailable(STORE, why);
            case 501 -> new Failure.Refused(object, why);
            default -> status >= 500 ? new Failure.Unavailable(STORE, why) : new Failure.Refused(object, why);
        };
    }

    private static int status(InvalidResponseException e) {
        Matcher status = STATUS.matcher(words(e));
        return status.find() ? Integer.parseInt(status.group(1)) : 500;
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
