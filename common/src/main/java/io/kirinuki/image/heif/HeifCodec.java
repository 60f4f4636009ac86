package io.kirinuki.image.heif;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Map;

/** How the pictures of a HEIF file are coded, as far as they are read. */
public enum HeifCodec {
    HEVC("HEIC", "hvc1", "hvcC", "heic", 1, "libheif-plugin-libde265"),
    AV1("AVIF", "av01", "av1C", "avif", 4, "libheif-plugin-dav1d or libheif-plugin-aomdec");

    private static final Map<String, String> OTHERS = Map.of(
            "avc1", "H.264",
            "vvc1", "VVC",
            "evc1", "EVC",
            "jpeg", "JPEG",
            "j2k1", "JPEG 2000",
            "lhv1", "layered HEVC",
            "unci", "uncompressed samples",
            "iovl", "pictures laid over one another",
            "iden", "another picture of the file");

    private final String files;
    private final String item;
    private final String configuration;
    private final String brand;
    private final int number;
    private final String plugin;

    HeifCodec(String files, String item, String configuration, String brand, int number, String plugin) {
        this.files = files;
        this.item = item;
        this.configuration = configuration;
        this.brand = brand;
        this.number = number;
        this.plugin = plugin;
    }

    static HeifCodec of(HeifItem item) throws FailedException {
        return switch (item.type()) {
            case "hvc1", "hev1" -> HEVC;
            case "av01" -> AV1;
            default ->
                throw BoxBytes.unsupported("a HEIF picture made of %s; of HEVC and AV1 they are read"
                        .formatted(OTHERS.getOrDefault(item.type(), "items of kind " + item.type())));
        };
    }

    /** What people call files of it. */
    public String files() {
        return files;
    }

    /** The kind of item it is. */
    String item() {
        return item;
    }

    /** The box that a decoder is set up by. */
    String configuration() {
        return configuration;
    }

    String brand() {
        return brand;
    }

    /** What libheif calls it. */
    int number() {
        return number;
    }

    /** Debian's package with what libheif decodes it by, where that is not part of libheif1. */
    String plugin() {
        return plugin;
    }
}
