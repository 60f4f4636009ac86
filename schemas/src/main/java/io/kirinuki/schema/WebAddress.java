package io.kirinuki.schema;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an image at an address of the web, {@code https://host/path?query}. What is shown of it, in logs and answers, ends before the
 * query: whoever holds a presigned address may read what is there.
 *
 * <p>Read strictly, since programs that read addresses differ, and what one of them takes for the host another takes for
 * a user's name: of addresses that could be read in two ways, none is one.
 *
 * @param url whole, as it is asked for, but for its fragment
 */
public record WebAddress(String url) implements ImageSource {
    public static final int LONGEST = 8192;
    /** Without the query: it goes into answers, and their headers. */
    private static final int LONGEST_SHOWN = 2048;

    private static final int LONGEST_HOST = 253;
    private static final Pattern HOST =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    /** What some programs read as a number, and so as an IPv4 address: of ten, eight or sixteen digits. */
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Pattern DOTS = Pattern.compile("(?:\\.|%2[eE]){1,2}");
    private static final Pattern PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");
    private static final int HIGHEST_PORT = 65535;

    /** Where its parts begin. */
    private record Parts(boolean secure, String host, int port, String path, String query) {}

    public WebAddress {
        Parts parts = parts(url);
        url = (parts.secure() ? "https://" : "http://")
                + authority(parts)
                + (parts.path().isEmpty() ? "/" : parts.path())
                + parts.query();
    }

    public boolean secure() {
        return parts(url).secure();
    }

    /** In lower case; never a number. */
    public String host() {
        return parts(url).host();
    }

    public int port() {
        return parts(url).port();
    }

    /** With the slash that it begins with. */
    public String path() {
        return parts(url).path();
    }

    public boolean hasQuery() {
        return url.contains("?");
    }

    @Override
    public String bucket() {
        return authority(parts(url));
    }

    @Override
    public String key() {
        String path = path();
        return path.equals("/") ? path : path.substring(1);
    }

    @Override
    public Optional<String> versionId() {
        return Optional.empty();
    }

    @Override
    public Optional<String> shownUrl() {
        return Optional.of(toString());
    }

    /** Without its query, for people and logs. */
    @Override
    public String toString() {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    /** No message repeats any of the address. */
    private static Parts parts(String url) {
        if (url.length() > LONGEST)
            throw wrong("at most %d characters expected, %d found".formatted(LONGEST, url.length()));
        int strange = (int)
                url.chars().takeWhile(c -> c > ' ' && c < 0x7f && c != '\\').count();
        if (strange < url.length()) {
            throw wrong(("character %d is white space, a backslash or not ASCII; write it percent-encoded, and host"
                            + " names of other scripts as xn--…")
                    .formatted(strange + 1));
        }
        if (PERCENT.matcher(url).find()) throw wrong("% expected before two hexadecimal digits only; write it as %25");
        String whole = url.indexOf('#') < 0 ? url : url.substring(0, url.indexOf('#'));
        int slashes = whole.indexOf("://");
        String scheme = whole.substring(0, Math.max(0, slashes)).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) throw wrong("https://host/path expected");
        boolean secure = scheme.equals("https");
        String rest = whole.substring(slashes + 3);
        int end = (int) rest.chars().takeWhile(c -> c != '/' && c != '?').count();
        String authority = rest.substring(0, end).toLowerCase(Locale.ROOT);
        if (authority.contains("@")) throw wrong("a user or a password before the host is not taken; leave it out");
        int colon = authority.indexOf(':');
        String host = host(colon < 0 ? authority : authority.substring(0, colon));
        int port = colon < 0 ? usual(secure) : port(authority.substring(colon + 1));
        int query = rest.indexOf('?', end);
        String path = rest.substring(end, query < 0 ? rest.length() : query);
        for (String segment : path.split("/", -1)) {
            if (DOTS.matcher(segment).matches()) throw wrong("segments . and .. are not taken; name the path itself");
        }
        if (end + path.length() > LONGEST_SHOWN) {
            throw wrong("at most %d characters before the query expected".formatted(LONGEST_SHOWN));
        }
        return new Parts(secure, host, port, path, query < 0 ? "" : rest.substring(query));
    }

    private static String host(String host) {
        if (host.startsWith("[") || NUMBER.matcher(host).matches()) {
            throw wrong("the host is a number; name it, for what is reached is decided by names");
        }
        if (host.length() > LONGEST_HOST || !HOST.matcher(host).matches()) {
            throw wrong("the host is no name of letters, digits and hyphens with single dots between; a dot at its end"
                    + " is left out");
        }
        return host;
    }

    private static int port(String text) {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : HIGHEST_PORT + 1;
        if (port > HIGHEST_PORT) throw wrong("a port from 1 to 65535 expected after the host's colon");
        return port;
    }

    private static int usual(boolean secure) {
        return secure ? 443 : 80;
    }

    private static String authority(Parts parts) {
        return parts.port() == usual(parts.secure()) ? parts.host() : parts.host() + ":" + parts.port();
    }

    private static IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(message);
    }
}
