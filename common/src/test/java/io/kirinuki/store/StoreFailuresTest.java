package io.kirinuki.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Fate;
import io.kirinuki.schema.ObjectRef;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import io.minio.messages.ErrorResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreFailuresTest {
    private static final ObjectRef CAT = ObjectRef.of("photos", "cat.jpg");

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchKey, NotFound",
        "404, NoSuchVersion, NotFound",
        "404, NoSuchBucket, BucketNotFound",
        "403, AccessDenied, Forbidden",
        "403, InvalidAccessKeyId, Forbidden",
        "403, SignatureDoesNotMatch, Forbidden",
        "403, SomethingNew, Forbidden",
        "401, SomethingNew, Forbidden",
        "403, InvalidObjectState, Refused",
        "400, InvalidBucketName, Refused",
        "400, XMinioInvalidObjectName, Refused",
        "301, PermanentRedirect, Refused",
        "405, MethodNotAllowed, Refused",
        "501, NotImplemented, Refused",
        "400, RequestTimeout, Unavailable",
        "400, ExpiredToken, Unavailable",
        "400, BadDigest, Unavailable",
        "409, ConditionalRequestConflict, Unavailable",
        "403, RequestTimeTooSkewed, Unavailable",
        "503, SlowDown, Throttled",
        "429, SlowDownRead, Throttled",
        "400, ThrottlingException, Throttled",
        "503, RequestLimitExceeded, Throttled",
        "503, ServiceUnavailable, Unavailable",
        "408, SomethingNew, Unavailable",
        "429, SomethingNew, Throttled",
        "500, InternalError, Unavailable",
        "507, XMinioStorageFull, Unavailable",
    })
    void codeDecidesAndStatusWhereTheCodeIsUnknown(int status, String code, String failure) {
        assertThat(StoreFailures.of(answer(status, code), CAT).name()).isEqualTo(failure);
    }

    @Test
    void forbiddenNamesTheCodeAndTheObject() {
        assertThat(StoreFailures.of(answer(403, "AccessDenied"), CAT).message())
                .contains("AccessDenied", "s3://photos/cat.jpg");
    }

    @ParameterizedTest
    @CsvSource({"502, Unavailable", "503, Unavailable", "400, Refused", "404, NotFound", "403, Forbidden"})
    void aProxysOwnPageCountsByItsStatus(int status, String failure) {
        var page = new InvalidResponseException(status, "text/html", "<html>Response code: 200</html>", "");
        assertThat(StoreFailures.of(new ExecutionException(page), CAT).name()).isEqualTo(failure);
    }

    @Test
    void aStatusWithoutWordsCountsToo() {
        assertThat(StoreFailures.of(new ServerException("failed", 502, ""), CAT).fate())
                .isEqualTo(Fate.TRANSIENT);
    }

    @Test
    void noAnswerIsUnavailableHoweverItIsWrapped() {
        for (IOException silence : new IOException[] {
            new ConnectException("refused"), new SocketTimeoutException("timeout"), new UnknownHostException("s3"),
        }) {
            Throwable wrapped = new ExecutionException(new CompletionException(new IllegalStateException(silence)));
            assertThat(StoreFailures.of(wrapped, CAT)).isInstanceOf(Failure.Unavailable.class);
            assertThat(StoreFailures.of(silence, CAT).message()).contains(silence.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {NullPointerException.class, ClassCastException.class})
    void whatIsNeitherTheStoreNorTheNetworkIsABug(Class<? extends RuntimeException> bug) throws Exception {
        Throwable thrown = new ExecutionException(bug.getConstructor().newInstance());
        assertThatThrownBy(() -> StoreFailures.of(thrown, CAT)).isInstanceOf(IllegalStateException.class);
    }

    private static ExecutionException answer(int status, String code) {
        Response response = new Response.Builder()
                .request(
                        new Request.Builder().url("http://store/photos/cat.jpg").build())
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("")
                .build();
        var error = new ErrorResponse(code, "as the store says", "photos", "cat.jpg", "", "", "");
        return new ExecutionException(new ErrorResponseException(error, response, ""));
    }
}
