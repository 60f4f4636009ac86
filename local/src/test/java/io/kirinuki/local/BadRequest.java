package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request that cannot be met, and how its requester is told.
 *
 * @param value what is sent
 * @param object what lies at {@link #key}; absent: nothing does
 * @param failure the failure's name
 * @param words what the message says among others: the field, the limit, what was found
 */
record BadRequest(String name, Optional<byte[]> value, Optional<byte[]> object, String failure, List<String> words) {
    static final String PHOTOS = "photos";

    /** Limits of the worker that these are sent to. */
    static final int MAX_OBJECT_BYTES = 2 << 20;

    static final int MAX_PIXELS = 20_000_000;

    static Stream<BadRequest> all() {
        return Stream.of(unreadable(), unfulfillable(), undecodable()).flatMap(List::stream);
    }

    String key() {
        return key(name);
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<BadRequest> unreadable() {
        byte[] binary = {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80};
        return List.of(
                invalid("plain text", "cut out my cat, please", "not JSON"),
                invalid("half a JSON object", "{\"source\": {\"bucket\": \"photos\"", "not JSON"),
                new BadRequest(
                        "binary",
                        Optional.of(binary),
                        Optional.empty(),
                        "InvalidRequest",
                        List.of("not UTF-8", "offset 0")),
                invalid("an empty value", "", "the event has no value"),
                invalid("a list", "[]", "object expected"),
                invalid("other fields", "{\"image\": \"cat.jpg\"}", "source: required", "pipeline: required"),
                invalid(
                        "a number for a key",
                        "{\"source\": {\"bucket\": \"photos\", \"key\": 7}, \"pipeline\": \"cutout\"}",
                        "source.key: string expected, integer found"),
                invalid(
                        "no pipeline",
                        "{\"source\": {\"bucket\": \"photos\", \"key\": \"cat.jpg\"}}",
                        "pipeline: required but missing"),
                asking(
                        "a deadline that is no time",
                        "mask",
                        ", \"deadline\": \"soon\"",
                        "InvalidRequest",
                        "deadline",
                        "soon"));
    }

    private static List<BadRequest> unfulfillable() {
        return List.of(
                asking("an unknown pipeline", "cut-out", "", "UnknownPipeline", "\"cut-out\"", "cutout-with-mask"),
                parameters("an unknown operation", "{\"blur\": {}}", "parameters.blur"),
                parameters("an unknown parameter", "{\"cutout\": {\"colour\": \"red\"}}", "parameters.cutout.colour"),
                parameters(
                        "a colour that is none",
                        "{\"cutout\": {\"background\": \"#12345\"}}",
                        "parameters.cutout.background",
                        "#12345"),
                parameters("an unknown model", "{\"cutout\": {\"model\": \"cats\"}}", "\"cats\"", "subject"),
                new BadRequest(
                        "a missing bucket",
                        Optional.of(
                                "{\"source\": {\"bucket\": \"no-such-bucket\", \"key\": \"a\"}, \"pipeline\": \"mask\"}"
                                        .getBytes(UTF_8)),
                        Optional.empty(),
                        "BucketNotFound",
                        List.of("source.bucket", "no-such-bucket")),
                asking("a missing object", "mask", "", "NotFound", "source.key"),
                asking(
                        "a deadline that has passed",
                        "mask",
                        ", \"deadline\": \"2020-02-29T12:00:00Z\"",
                        "Expired",
                        "deadline",
                        "2020-02-29T12:00:00Z"));
    }

    private static List<BadRequest> undecodable() {
        byte[] page = "<!DOCTYPE html><html><body>404 Not Found</body></html>".getBytes(UTF_8);
        byte[] bomb = Specimens.bomb(40_000, 40_000);
        return List.of(
                about("zero bytes", new byte[0], "Empty", "0 bytes"),
                about("a web page", page, "Unsupported", "HTML", "supported are JPEG"),
                about("half a JPEG", Specimens.half(Specimens.jpeg(640, 480)), "Undecodable", "JPEG"),
                about("half a PNG", Specimens.half(Specimens.png(320, 240)), "Undecodable", "PNG"),
                about("a bomb", bomb, "TooManyPixels", "40000x40000", "limits.max-pixels is " + MAX_PIXELS),
                about(
                        "a chunk that claims 4 GB",
                        Specimens.chunkOfFourGigabytes(),
                        "Undecodable",
                        "IEND",
                        "4026531840 bytes"),
                about("a thousand scans", Specimens.scans(1000), "Undecodable", "scans", "at most 100"),
                about("a tile of a gigabyte", Specimens.tile(16_000), "Undecodable", "tiles are 16000x16000", "32x32"),
                about("no bits", Specimens.png(0), "Undecodable", "bit depth is 0"),
                about("HEIC", Specimens.heic(), "Unsupported", "HEIC", "supported are JPEG"),
                about(
                        "too many bytes",
                        new byte[MAX_OBJECT_BYTES + 1],
                        "TooLarge",
                        "limits.max-object-bytes is 2.0 MiB"));
    }

    private static BadRequest invalid(String name, String value, String... words) {
        return new BadRequest(
                name, Optional.of(value.getBytes(UTF_8)), Optional.empty(), "InvalidRequest", List.of(words));
    }

    private static BadRequest asking(String name, String pipeline, String more, String failure, String... words) {
        return new BadRequest(name, Optional.of(json(name, pipeline, more)), Optional.empty(), failure, List.of(words));
    }

    private static BadRequest parameters(String name, String parameters, String... words) {
        return asking(name, "cutout", ", \"parameters\": " + parameters, "InvalidRequest", words);
    }

    private static BadRequest about(String name, byte[] object, String failure, String... words) {
        return new BadRequest(
                name, Optional.of(json(name, "cutout", "")), Optional.of(object), failure, List.of(words));
    }

    private static byte[] json(String name, String pipeline, String more) {
        return "{\"source\": {\"bucket\": \"%s\", \"key\": \"%s\"}, \"pipeline\": \"%s\"%s}"
                .formatted(PHOTOS, key(name), pipeline, more)
                .getBytes(UTF_8);
    }

    private static String key(String name) {
        return "bad/" + name + ".jpg";
    }
}
