package io.kirinuki.local;

import org.junit.jupiter.api.Tag;

/** Only under the profile {@code containers}. */
@Tag("containers")
class ContainerWorkerIT extends WorkerSuite {
    @Override
    protected Servers startServers() {
        return ContainerServers.start();
    }
}
