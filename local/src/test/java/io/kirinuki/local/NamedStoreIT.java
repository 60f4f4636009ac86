package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Against whatever S3 server is named, to know before photos are entrusted to it:
 * {@code STORE_UNDER_TEST=http://host:port,ACCESS_KEY,SECRET_KEY,REGION}. Makes the bucket {@code contract} there, and leaves
 * small objects in it. docs/stores.md has what came out for some.
 */
@EnabledIfEnvironmentVariable(named = "STORE_UNDER_TEST", matches = "(.+),(.+),(.+),(.+)")
class NamedStoreIT extends ObjectStoreContract {
    private static StoreConfig named() {
        List<String> words = List.of(System.getenv("STORE_UNDER_TEST").split(","));
        return new StoreConfig(
                URI.create(words.get(0)),
                words.get(3),
                words.get(1),
                words.get(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                32);
    }

    @BeforeAll
    static void makeBucket() throws Exception {
        Servers.createBucket(named(), BUCKET);
    }

    @Override
    protected StoreConfig config() {
        return named();
    }
}
