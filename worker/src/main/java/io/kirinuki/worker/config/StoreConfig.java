package io.kirinuki.worker.config;

import io.kirinuki.image.ByteSize;
import java.net.URI;
import java.time.Duration;

/** The object store: S3, or anything that speaks its protocol. */
public record StoreConfig(
        @Setting(meaning = "Address of the object store, as `http://host:port` or `https://host`.")
        URI endpoint,

        @Setting(meaning = "Region that requests are signed for.", fallback = "us-east-1")
        String region,

        @Setting(meaning = "Access key.") Secret accessKey,

        @Setting(meaning = "Secret key.") Secret secretKey,

        @Setting(meaning = "Longest wait for a connection.", fallback = "5s", least = "1ms")
        Duration connectTimeout,

        @Setting(
                meaning = "Longest silence of the store while a request is under way.",
                fallback = "30s",
                least = "1ms")
        Duration readTimeout,

        @Setting(
                meaning = "Longest time of a request to the store, beside what `least-rate` allows for its bytes.",
                fallback = "60s",
                least = "1ms")
        Duration callTimeout,

        @Setting(
                meaning = "Bytes in a second below which reading or writing an object is given up and tried again.",
                fallback = "256KiB",
                least = "1KiB")
        ByteSize leastRate,

        @Setting(meaning = "Connections open at a time.", fallback = "64", least = "1", most = "10000")
        int maxConnections) {

    /** The same in the terms of the package that connects. */
    public io.kirinuki.store.StoreConfig connection() {
        return new io.kirinuki.store.StoreConfig(
                endpoint,
                region,
                accessKey.reveal(),
                secretKey.reveal(),
                connectTimeout,
                readTimeout,
                callTimeout,
                leastRate,
                maxConnections);
    }
}
