package io.kirinuki.worker;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.store.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the bucket that artifacts go to before every image finds it missing. Of a store that does not answer it only
 * warns: that passes, and partitions rest until then. So too of one that does not let this worker look, as a policy may
 * that allows no more than to put. Certificates and credentials that are of no use are not waited for.
 */
final class BucketCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BucketCheck.class);

    private BucketCheck() {}

    /** Throws {@link StartException}. */
    static void run(ObjectStore store, String bucket) {
        try {
            switch (store.bucketExists(bucket)) {
                case Outcome.Done<Boolean>(Boolean there) -> {
                    if (!there) {
                        throw new StartException("output.bucket: there is no bucket \"%s\"; create it, or name another"
                                .formatted(bucket));
                    }
                }
                case Outcome.Failed<Boolean>(Failure.Refused refused) ->
                    throw new StartException("output.bucket: " + refused.why());
                case Outcome.Failed<Boolean>(Failure.Untrusted untrusted) ->
                    throw new StartException("store: " + untrusted.message());
                case Outcome.Failed<Boolean>(Failure failure) ->
                    LOG.warn("output.bucket: whether \"{}\" is there is not known: {}", bucket, failure.message());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while looking for the bucket", e);
        }
    }
}
