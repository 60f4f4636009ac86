package io.kirinuki.worker.reception.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The fields of remove.bg's {@code POST /v1.0/removebg}, and what becomes of each; the table in docs/http.md is held to this. */
enum RemoveBgField {
    IMAGE_FILE(Treatment.HONOURED),
    IMAGE_FILE_B64(Treatment.HONOURED),
    IMAGE_URL(Treatment.HONOURED),
    SIZE(Treatment.HONOURED),
    TYPE(Treatment.IGNORED),
    TYPE_LEVEL(Treatment.IGNORED),
    FORMAT(Treatment.HONOURED),
    ROI(Treatment.HONOURED),
    CROP(Treatment.HONOURED),
    CROP_MARGIN(Treatment.HONOURED),
    SCALE(Treatment.HONOURED),
    POSITION(Treatment.HONOURED),
    CHANNELS(Treatment.HONOURED),
    ADD_SHADOW(Treatment.HONOURED),
    SHADOW_TYPE(Treatment.NEUTRAL_ONLY),
    SHADOW_OPACITY(Treatment.HONOURED),
    SEMITRANSPARENCY(Treatment.NEUTRAL_ONLY),
    BG_COLOR(Treatment.HONOURED),
    BG_IMAGE_FILE(Treatment.HONOURED),
    BG_IMAGE_URL(Treatment.REFUSED);

    enum Treatment {
        /** Does here what it does there, within what the table says. */
        HONOURED,
        /** Taken where its value changes nothing, else refused. */
        NEUTRAL_ONLY,
        /** A hint that our networks need not. */
        IGNORED,
        /** Would change the picture, and cannot be done. */
        REFUSED
    }

    static final List<RemoveBgField> SOURCES = List.of(IMAGE_FILE, IMAGE_FILE_B64, IMAGE_URL);

    final Treatment treatment;

    RemoveBgField(Treatment treatment) {
        this.treatment = treatment;
    }

    String spelled() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RemoveBgField> of(String name) {
        return Arrays.stream(values())
                .filter(field -> field.spelled().equals(name))
                .findFirst();
    }
}
