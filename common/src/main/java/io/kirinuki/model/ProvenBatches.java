package io.kirinuki.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That {@link BatchProof} has found nothing against a network's batches, kept in a folder beside {@link OptimisedGraphs} so
 * that the next start need not try again. One that it refuted is tried at each start. Only of the CPU.
 *
 * <p>A file is named {@code graph-machine.batches-of-N}, and empty. The folder may be emptied at any time.
 */
record ProvenBatches(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(ProvenBatches.class);

    static ProvenBatches of(Path folder, String identity, int pictures) {
        return new ProvenBatches(folder.resolve("%s.batches-of-%d".formatted(OptimisedGraphs.key(identity), pictures)));
    }

    boolean isKnown() {
        if (!Files.exists(file)) return false;
        OptimisedGraphs.used(file);
        return true;
    }

    void keep() {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            LOG.debug("models.cache: {} is not kept", file, e); // who keeps graphs there has warned of it
        }
    }
}
