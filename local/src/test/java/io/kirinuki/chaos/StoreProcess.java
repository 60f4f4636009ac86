package io.kirinuki.chaos;

import io.kirinuki.local.EmbeddedStore;
import java.nio.file.Path;

/** An S3 server in a process of its own. */
final class StoreProcess {
    private StoreProcess() {}

    /** Folder and port. */
    public static void main(String[] words) throws Exception {
        Lifeline.hold();
        EmbeddedStore store = EmbeddedStore.start(Path.of(words[0]), Integer.parseInt(words[1]));
        store.createBucket(Photos.BUCKET);
        store.createBucket(Photos.ARTIFACTS);
        System.out.println("up at " + store.endpoint());
    }
}
