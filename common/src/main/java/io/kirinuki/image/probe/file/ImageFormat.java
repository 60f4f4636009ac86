package io.kirinuki.image.probe.file;

/** The formats that are read. Artifacts are always PNG. */
public enum ImageFormat {
    JPEG("image/jpeg"),
    PNG("image/png"),
    WEBP("image/webp"),
    GIF("image/gif"),
    BMP("image/bmp"),
    TIFF("image/tiff"),
    /** The Netpbm family P1 to P6: PBM, PGM, PPM. */
    PNM("image/x-portable-anymap");

    private final String mediaType;

    ImageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }
}
