package io.kirinuki.worker.config;

import java.util.Optional;

/** Which results people should look at. */
public record ReviewConfig(
        @Setting(meaning = "Topic that doubtful results go to as well; without it, none does.")
        Optional<String> topic,

        @Setting(
                meaning = "Results whose uncertainty, 0 to 1, is above this are doubtful.",
                fallback = "0.2",
                least = "0.0",
                most = "1.0")
        double above) {}
