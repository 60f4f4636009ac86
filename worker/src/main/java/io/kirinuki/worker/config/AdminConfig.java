package io.kirinuki.worker.config;

/** Where health and metrics are served. */
public record AdminConfig(
        @Setting(
                meaning = "Address that health and metrics are served on; 0.0.0.0 is all of the machine's.",
                fallback = "127.0.0.1")
        String host,

        @Setting(
                meaning = "Port that health and metrics are served on; 0 is any free one.",
                fallback = "8080",
                least = "0",
                most = "65535")
        int port) {}
