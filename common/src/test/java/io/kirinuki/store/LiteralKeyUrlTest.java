package io.kirinuki.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.Http;
import java.util.Objects;
import okhttp3.HttpUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralKeyUrlTest {
    @ParameterizedTest
    @CsvSource({
        "cat.jpg, /photos/cat.jpg",
        "a/../b, /photos/a/../b",
        "../b, /photos/../b",
        "./a/., /photos/./a/.",
        "a//b, /photos/a//b",
        "/a/, /photos//a/",
        "a b, /photos/a%20b",
        "100%+%2e%2E, /photos/100%25%2B%252e%252E",
        "a?b#c&d=e, /photos/a%3Fb%23c%26d%3De",
        "猫, /photos/%E7%8C%AB",
        "😀, /photos/%F0%9F%98%80",
    })
    void everySegmentOfTheKeyReachesThePath(String key, String path) throws Exception {
        var urls = new LiteralKeyUrl(Objects.requireNonNull(HttpUrl.parse("http://localhost:9000")));
        HttpUrl url = urls.buildUrl(Http.Method.GET, "photos", key, "us-east-1", null);
        assertThat(url.encodedPath()).isEqualTo(path);
        assertThat(url.toString()).isEqualTo("http://localhost:9000" + path);
    }

    @ParameterizedTest
    @CsvSource({"cat.jpg, /cat.jpg", "a/../b, /a/../b"})
    void amazonGetsTheBucketInTheHostName(String key, String path) throws Exception {
        var urls = new LiteralKeyUrl(Objects.requireNonNull(HttpUrl.parse("https://s3.eu-west-1.amazonaws.com")));
        HttpUrl url =
                urls.buildUrl(Http.Method.GET, "photos", key, "eu-west-1", new Http.QueryParameters("versionId", "7"));
        assertThat(url.toString()).isEqualTo("https://photos.s3.eu-west-1.amazonaws.com" + path + "?versionId=7");
    }
}
