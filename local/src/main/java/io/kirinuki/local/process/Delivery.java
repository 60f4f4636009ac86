package io.kirinuki.local.process;

import io.kirinuki.image.Blob;
import io.kirinuki.local.Content;
import io.kirinuki.local.FolderStore;
import io.kirinuki.local.LocalSystem;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** Brings an input to where the worker reads it. Any thread. */
public interface Delivery {
    /** Throws {@link IOException} where the input itself cannot be read. */
    ObjectRef deliver(Input input) throws IOException, FailedException, InterruptedException;

    /** By an upload, as any upstream does it. */
    static Delivery upload(ObjectStore store, String run) {
        return input -> {
            byte[] bytes;
            try (InputStream in = input.content().open()) {
                bytes = in.readAllBytes();
            }
            ObjectRef photo = LocalSystem.photo(run + "/" + input.name());
            store.put(photo, "application/octet-stream", Blob.of(bytes)).orThrow();
            return photo;
        };
    }

    /**
     * By a loan: the worker reads it where it lies. It has the same name in each run, so that what was done with the same
     * bytes is found again.
     */
    static Delivery loan(FolderStore store) {
        return input -> {
            if (input.content() instanceof Content.OfFile(var file)) {
                if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
                if (!Files.isReadable(file)) throw new AccessDeniedException(file.toString());
            }
            ObjectRef photo = LocalSystem.photo(input.name());
            store.lend(photo, input.content());
            return photo;
        };
    }
}
