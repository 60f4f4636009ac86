package io.kirinuki.worker.config;

import io.kirinuki.image.ByteSize;
import java.time.Duration;

/** What bounds memory: the largest image taken, and how much is held at a time. */
public record LimitsConfig(
        @Setting(meaning = "Largest object fetched; larger ones are dead letters.", fallback = "64MiB", least = "1KiB")
        ByteSize maxObjectBytes,

        @Setting(
                meaning = "Most pixels of an image, width times height; larger ones are dead letters. 0 is as many as"
                        + " `pixels-in-flight`, and at most 100 million.",
                fallback = "0",
                least = "0",
                most = "2147483647")
        long maxPixels,

        @Setting(
                meaning = "Fetched bytes held at a time; at least `max-object-bytes`. 0 is an eighth of the heap.",
                fallback = "0")
        ByteSize bytesInFlight,

        @Setting(
                meaning = "Decoded pixels held at a time; at least `max-pixels`. 0 is what half of the heap can hold of"
                        + " their artifacts.",
                fallback = "0")
        long pixelsInFlight,

        @Setting(
                meaning = "Native memory that files may take at a time while they are decoded; one that takes more is"
                        + " decoded alone. 0 is what the largest image may take (docs/pixels.md).",
                fallback = "0")
        ByteSize decodingBytes,

        @Setting(meaning = "Images worked on at a time.", fallback = "64", least = "1", most = "10000")
        int imagesInFlight,

        @Setting(
                meaning =
                        "Longest time that an image may be worked on, waits for room and for its batch counted in; then"
                                + " it is an attempt that failed.",
                fallback = "1h",
                least = "1ms")
        Duration imageTimeout) {

    public LimitsConfig {
        new Contradictions()
                .refuseIf(
                        bytesInFlight.bytes() > 0 && bytesInFlight.bytes() < maxObjectBytes.bytes(),
                        ("kirinuki.limits.bytes-in-flight: %s is below kirinuki.limits.max-object-bytes, which is %s:"
                                        + " the largest object would wait for ever; raise the one or lower the other")
                                .formatted(bytesInFlight, maxObjectBytes))
                .refuseIf(
                        pixelsInFlight > 0 && pixelsInFlight < maxPixels,
                        ("kirinuki.limits.pixels-in-flight: %d is below kirinuki.limits.max-pixels, which is %d:"
                                        + " the largest image would wait for ever; raise the one or lower the other")
                                .formatted(pixelsInFlight, maxPixels))
                .orThrow();
    }
}
