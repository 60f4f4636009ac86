package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneMachineIT {
    @TempDir
    private Path folder;

    @Test
    void bothServersServeAndTheFolderIsFreeAfterwards() throws Exception {
        String address;
        try (OneMachine machine = OneMachine.start(folder, 0, 0)) {
            address = machine.kafka().bootstrap();
            machine.kafka().createTopic("events", 1, Map.of());
            machine.store().createBucket("photos");
            machine.store().createBucket("photos");
            try (MinioStore store = new MinioStore(EmbeddedStoreIT.config(machine.store()))) {
                store.put(ObjectRef.of("photos", "cat.jpg"), "image/jpeg", Blob.of(new byte[1]))
                        .orThrow();
            }
        }
        try (OneMachine again = OneMachine.start(folder, 0, 0);
                MinioStore store = new MinioStore(EmbeddedStoreIT.config(again.store()))) {
            assertThat(again.kafka().bootstrap()).isEqualTo(address);
            store.open(ObjectRef.of("photos", "cat.jpg")).orThrow().close();
        }
    }

    @Test
    void aFolderInUseIsRefusedByName() throws IOException {
        FolderLock lock = FolderLock.take(folder);
        try (lock) {
            assertThatThrownBy(() -> OneMachine.start(folder, 0, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
    }
}
