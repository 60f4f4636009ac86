package io.kirinuki.worker.config;

import io.kirinuki.image.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The HTTP door: pictures in, pictures out, by way of the topics. See docs/http.md. */
public record HttpConfig(
        @Setting(
                meaning = "Whether pictures are taken over HTTP, at `host` and `port`: see docs/http.md.",
                fallback = "false")
        boolean enabled,

        @Setting(
                meaning = "Address that the HTTP door listens on; 0.0.0.0 is all of the machine's.",
                fallback = "127.0.0.1")
        String host,

        @Setting(
                meaning = "Port that it listens on; 0 is any free one.",
                fallback = "8090",
                least = "0",
                most = "65535")
        int port,

        @Setting(
                meaning =
                        "File with the names and SHA-256 of the keys that callers show, a line each; read again when it"
                                + " changes.")
        Optional<Path> keysFile,

        @Setting(
                meaning = "`true`: no key is asked for, and everybody who reaches the port is one caller.",
                fallback = "false")
        boolean open,

        @Setting(
                meaning = "Requests of one key in a second; 0 is any number.",
                fallback = "20",
                least = "0",
                most = "100000")
        double rate,

        @Setting(
                meaning = "Requests that a key which was quiet may make at once.",
                fallback = "40",
                least = "1",
                most = "100000")
        int burst,

        @Setting(
                meaning = "Callers that wait for an answer at a time; more are told to come back.",
                fallback = "64",
                least = "1",
                most = "10000")
        int mostWaiting,

        @Setting(
                meaning = "Requests that this worker owes answers for at which callers are told to come back.",
                fallback = "1000",
                least = "1")
        int mostOwed,

        @Setting(
                meaning = "How long a caller waits for its picture; then it is told where to ask for it.",
                fallback = "30s",
                least = "100ms",
                most = "10m")
        Duration patience,

        @Setting(
                meaning = "Largest body that is taken; at most `limits.max-object-bytes`.",
                fallback = "32MiB",
                least = "1KiB")
        ByteSize maxUpload,

        @Setting(
                meaning = "Bytes of pictures that are held while they come in or go out; 0 is a sixteenth of the heap,"
                        + " and at least twice `max-upload`.",
                fallback = "0")
        ByteSize bytesInFlight,

        @Setting(
                meaning = "How long an `Idempotency-Key` stands for the request that it came with first.",
                fallback = "24h",
                least = "1m",
                most = "30d")
        Duration idempotency,

        UploadsConfig uploads,

        WebhooksConfig webhooks) {

    public HttpConfig {
        new Contradictions()
                .refuseIf(
                        enabled && keysFile.isEmpty() && !open,
                        "kirinuki.http.keys-file: is required where kirinuki.http.enabled is true; or let"
                                + " kirinuki.http.open be true, so that everybody who reaches the port may ask")
                .refuseIf(
                        open && keysFile.isPresent(),
                        "kirinuki.http.open: is true, and kirinuki.http.keys-file names keys; leave one of them out")
                .refuseIf(
                        enabled && uploads.bucket().isEmpty(),
                        "kirinuki.http.uploads.bucket: is required where kirinuki.http.enabled is true")
                .orThrow();
    }
}
