package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Only under the profile {@code containers}. */
@Tag("containers")
class ContainerStoreIT extends ObjectStoreContract {
    private static Servers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = ContainerServers.startStore();
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
