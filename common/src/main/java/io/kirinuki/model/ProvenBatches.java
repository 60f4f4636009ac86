package io.kirinuki.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of which networks {@link BatchProof} has found nothing against batches, kept in a folder beside {@link OptimisedGraphs}
 * so that the next start need not try again. One that it refuted is tried at each start. Only of the CPU.
 *
 * <p>A file is named {@code graph-machine.batches-of-N}, and empty. The folder may be emptied at any time.
 */
record ProvenBatches(Path folder, String identity, int pictures) {
    private static final Logger LOG = LoggerFactory.getLogger(ProvenBatches.class);

    boolean isKnown() {
        return Files.exists(file());
    }

    void keep() {
        try {
            Files.createDirectories(folder);
            if (!isKnown()) Files.createFile(file());
        } catch (IOException e) {
            LOG.debug("models.cache: {} is not kept", file(), e); // who keeps graphs there has warned of it
        }
    }

    private Path file() {
        return folder.resolve("%s.batches-of-%d".formatted(OptimisedGraphs.key(identity), pictures));
    }
}
