package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Against a real MinIO: KIRINUKI_MINIO names the server's binary. */
@EnabledIfEnvironmentVariable(named = "KIRINUKI_MINIO", matches = ".+")
class MinioStoreIT extends ObjectStoreContract {
    @TempDir
    private static Path folder;

    private static Servers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = MinioServers.start(Path.of(System.getenv("KIRINUKI_MINIO")), folder, "notifications");
        servers.createBucket(BUCKET);
    }

    @AfterAll
    static void stop() {
        if (servers != null) servers.close();
    }

    @Override
    protected StoreConfig config() {
        return servers.store();
    }
}
