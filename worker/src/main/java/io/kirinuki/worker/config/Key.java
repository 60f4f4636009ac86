package io.kirinuki.worker.config;

import io.smallrye.config.common.utils.StringUtil;
import java.util.Locale;
import java.util.Optional;

/** One key of the configuration, with all an operator has to know of it; {@code fallback} is the default as written. */
record Key(
        String name,
        Kind kind,
        Class<?> type,
        String meaning,
        Optional<String> fallback,
        Optional<String> least,
        Optional<String> most) {

    /** Whether the key has to be given; a {@code MAP} stands for any number of keys below it. */
    enum Kind {
        REQUIRED,
        DEFAULTED,
        OPTIONAL,
        MAP
    }

    /** {@code kirinuki.store.access-key} is {@code KIRINUKI_STORE_ACCESS_KEY}. */
    String variable() {
        return StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
    }

    /** The key of the file that may hold this secret instead. */
    String fileName() {
        return name + "-file";
    }

    boolean secret() {
        return type == Secret.class;
    }

    /** The default as it holds on this machine. */
    Optional<String> effectiveFallback() {
        return fallback.map(text -> text.replace("${java.io.tmpdir}", System.getProperty("java.io.tmpdir"))
                .replace("${kirinuki.home}", System.getProperty("kirinuki.home", ".")));
    }
}
