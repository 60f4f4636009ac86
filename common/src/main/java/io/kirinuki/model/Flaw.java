package io.kirinuki.model;

import java.util.Locale;

/** Something wrong in a manifest; the message names the field, what is expected there, and what was found. */
final class Flaw extends RuntimeException {
    Flaw(String message) {
        super(message);
    }

    static void unless(boolean holds, String problem) {
        if (!holds) throw new Flaw(problem);
    }

    static <T> T ifMissing(T value, String field, String expected) {
        unless(value != null, "%s: missing; %s expected".formatted(field, expected));
        return value;
    }

    /** As manifests write them: {@code SIN_COS} is {@code sin-cos}. */
    static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
