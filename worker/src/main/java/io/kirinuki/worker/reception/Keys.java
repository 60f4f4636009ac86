package io.kirinuki.worker.reception;

import java.util.Optional;

/** Tells whose a request is by the key that came with it. Any thread. */
@FunctionalInterface
public interface Keys {
    /** Everybody may ask, and is one owner. */
    Keys NONE = shown -> Optional.of(Owner.ANYBODY);

    /** Empty where nobody's key was shown. */
    Optional<Owner> owner(Optional<String> shown);
}
