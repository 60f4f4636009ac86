package io.kirinuki.worker.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether something is well, and for each check the reason why it is or is not, in the order given. */
public record Health(boolean ok, Map<String, String> checks) {
    public Health {
        checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
    }
}
