package io.kirinuki.worker.config;

import java.util.regex.Pattern;

/** Texts of which parts may be secret, though they are not as a whole. */
final class Hidden {
    /** Who is before the host of an address: {@code https://user:password@host}; one without a scheme only with a colon. */
    private static final Pattern USER = Pattern.compile("(://)\\S*@|[^\\s,;/@=]+:[^\\s,;/@]*@");
    /** As in JAAS, in queries of addresses and in lists: {@code password="…"}, {@code &sig=…}. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:[a-z0-9._-]*(?:passw|pwd|secret|token|credential|signature|passphrase|api.?key|private.?key|access.?key)[a-z0-9._-]*"
                    + "|[?&;](?:sig|key|auth|code))\\s*[=:]\\s*)(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,;&\"']+)");

    private static final Pattern KEY = Pattern.compile("(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*");

    private Hidden() {}

    static String within(String text) {
        String keyless = KEY.matcher(text).replaceAll(Secret.HIDDEN);
        String nameless = NAMED.matcher(keyless).replaceAll("$1" + Secret.HIDDEN);
        return USER.matcher(nameless).replaceAll(found -> (found.group(1) == null ? "" : "://") + Secret.HIDDEN + "@");
    }
}
