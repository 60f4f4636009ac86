package io.kirinuki.store;

import java.util.Map;

/** Headers that a call to the store carries beside its own, as they are at the time; asked on the caller's thread. */
@FunctionalInterface
public interface CallHeaders {
    CallHeaders NONE = Map::of;

    Map<String, String> now();
}
