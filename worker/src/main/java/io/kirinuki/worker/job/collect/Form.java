package io.kirinuki.worker.job.collect;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A kind of file that the answers of a job make. The same answers make the same bytes, whatever order they came in.
 *
 * <p>{@link #needed} and {@link #kept} are asked for by several threads at a time.
 */
public interface Form {
    /** Names what is kept of answers: a process that goes on with another's must keep the same. */
    String keeps();

    /**
     * Of which artifact it keeps something; empty where an answer says enough.
     *
     * <p>Throws {@link io.kirinuki.worker.StartException} where the image was put through a pipeline that does not make it.
     */
    default Optional<Artifact> needed(ImageResult result) {
        return Optional.empty();
    }

    /** What it keeps of that artifact. */
    default Blob kept(Blob artifact) throws FailedException, InterruptedException {
        return artifact;
    }

    /**
     * Writes all that there is to write. A file that stands at {@code target}, or in it, is whole at any moment.
     *
     * @param pieces one of each request, in order; may be gone through several times
     * @param losses hears what it finds to be gone only now
     */
    void write(Iterable<Piece> pieces, Path target, Losses losses) throws IOException, InterruptedException;

    /** Hears of images that went well, and of which an artifact is not to be had any more. */
    interface Losses {
        /**
         * @param request its id
         * @param why for people
         */
        void lost(long number, String request, String why);
    }
}
