package io.kirinuki.store;

import io.minio.Http;
import io.minio.Utils;
import io.minio.errors.MinioException;
import java.util.List;
import okhttp3.HttpUrl;

/**
 * Object URLs that keep every segment of the key. The SDK drops empty segments ({@code a//b} would read {@code a/b})
 * and OkHttp resolves {@code .} and {@code ..}, percent-encoded or not, while S3 keys are text: a store that allows
 * such names expects them as they are, in the path and in the signature, which the SDK takes from this URL.
 */
final class LiteralKeyUrl extends Http.BaseUrl {
    private static final String STAND_IN = "key";

    LiteralKeyUrl(HttpUrl endpoint) {
        super(endpoint);
    }

    @Override
    public HttpUrl buildUrl(
            Http.Method method, String bucket, String key, String region, Http.QueryParameters parameters)
            throws MinioException {
        if (key == null) return super.buildUrl(method, bucket, null, region, parameters);
        HttpUrl.Builder url =
                super.buildUrl(method, bucket, STAND_IN, region, parameters).newBuilder();
        // Every public way into the builder resolves dots; its own list is the only one that does not.
        List<String> path = url.getEncodedPathSegments$okhttp();
        path.removeLast();
        for (String segment : key.split("/", -1)) path.add(Utils.encode(segment));
        return url.build();
    }
}
