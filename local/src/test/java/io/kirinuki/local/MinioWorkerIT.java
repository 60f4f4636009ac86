package io.kirinuki.local;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against a real MinIO: KIRINUKI_MINIO names the server's binary. */
@EnabledIfEnvironmentVariable(named = "KIRINUKI_MINIO", matches = ".+")
class MinioWorkerIT extends WorkerSuite {
    @Override
    protected Servers startServers() throws Exception {
        Path data = Files.createDirectories(folder.resolve("minio"));
        return MinioServers.start(Path.of(System.getenv("KIRINUKI_MINIO")), data, "notifications");
    }
}
