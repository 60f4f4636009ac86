package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Servers in this process; the store can be taken away for a while. */
final class EmbeddedServers implements Servers {
    private final Path folder;
    private final OneMachine machine;
    private EmbeddedStore store;

    private EmbeddedServers(Path folder, OneMachine machine) {
        this.folder = folder;
        this.machine = machine;
        this.store = machine.store();
    }

    static EmbeddedServers start(Path folder) throws IOException, InterruptedException {
        return new EmbeddedServers(folder, OneMachine.start(folder, 0, 0));
    }

    void stopStore() {
        store.close();
    }

    /** At the same address, with the same objects. */
    void startStore() throws IOException {
        store = EmbeddedStore.start(folder.resolve("store"), 0);
    }

    @Override
    public String bootstrap() {
        return machine.kafka().bootstrap();
    }

    @Override
    public StoreConfig store() {
        return EmbeddedStoreIT.config(store);
    }

    @Override
    public void close() {
        store.close();
        machine.close();
    }
}
