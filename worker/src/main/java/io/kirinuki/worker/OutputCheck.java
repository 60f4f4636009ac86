package io.kirinuki.worker;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.config.OutputConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the bucket of artifacts at start: without it every request would end as a dead letter. A store that does
 * not answer, or lets nobody look, is no reason not to start.
 */
final class OutputCheck {
    private static final Logger LOG = LoggerFactory.getLogger(OutputCheck.class);

    private OutputCheck() {}

    static void run(ObjectStore store, OutputConfig output) {
        // An object that nobody wrote: a store that has the bucket says that it has not the object.
        ObjectRef nothing = ObjectRef.of(output.bucket(), "kirinuki-looks-for-the-bucket");
        try {
            switch (store.open(nothing)) {
                case Outcome.Done<ObjectStore.OpenObject>(ObjectStore.OpenObject open) -> open.close();
                case Outcome.Failed<ObjectStore.OpenObject>(Failure.NotFound absent) ->
                    LOG.debug("The bucket {} is there", output.bucket());
                case Outcome.Failed<ObjectStore.OpenObject>(Failure.BucketNotFound missing) ->
                    throw new StartException("output.bucket: the store has no bucket \"%s\"; create it, or name another"
                            .formatted(output.bucket()));
                case Outcome.Failed<ObjectStore.OpenObject>(Failure failure) ->
                    LOG.warn("output.bucket: cannot be looked at yet: {}", failure.message());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while looking for the output bucket", e);
        }
    }
}
