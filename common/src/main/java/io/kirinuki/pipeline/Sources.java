package io.kirinuki.pipeline;

import io.kirinuki.address.Addresses;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.Description;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.util.Optional;

/** Where images and what belongs to them are read from: the store, and addresses of the web. */
record Sources(ObjectStore store, Addresses addresses) {
    Outcome<OpenObject> open(ImageSource source) throws InterruptedException {
        return switch (source) {
            case ObjectRef object -> store.open(object);
            case WebAddress address -> addresses.open(address);
        };
    }

    /** What is said of it, its body unread; empty where it is refused, which reading it then explains. */
    Optional<Description> describe(ImageSource source) throws FailedException, InterruptedException {
        return switch (source) {
            case ObjectRef object -> {
                Outcome<Description> outcome = store.describe(object);
                yield outcome instanceof Outcome.Failed<?>(Failure.Permanent refusal)
                        ? Optional.empty()
                        : Optional.of(outcome.orThrow());
            }
            case WebAddress address -> addresses.describe(address);
        };
    }
}
