package io.kirinuki.pipeline;

import io.kirinuki.batch.Heartbeat;
import java.time.Duration;

/**
 * A sign of life of a loop that runs as long as the engine is open: of admission, a core or a lane of a model.
 *
 * @param name the same at any time
 * @param silent since its last sign: while it is at one piece of work as long as that lasts, native calls among them, else
 *     hardly more than {@link Heartbeat#SIGN}
 * @param ended whether it runs no longer, which nothing but closing should end
 */
public record Pulse(String name, Duration silent, boolean ended) {
    static Pulse of(Heartbeat heart) {
        return new Pulse(heart.loop(), heart.quiet(), heart.ended().isPresent());
    }
}
