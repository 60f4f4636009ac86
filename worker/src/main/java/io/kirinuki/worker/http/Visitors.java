package io.kirinuki.worker.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells a visitor of the page from another site's script in a visitor's browser. A name that somebody else owns can be
 * made to lead to this machine, and then counts as the same site; so only names that nobody else can own are answered:
 * addresses, {@code localhost}, and those that are configured.
 *
 * @param names in lower case
 */
public record Visitors(Set<String> names) {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+\\]");
    private static final Pattern PORT = Pattern.compile(":\\d+$");
    /** Which a form or another site's script cannot send without being asked about it first. */
    private static final String PROOF = "x-kirinuki";

    public Visitors {
        names = Set.copyOf(names);
    }

    /** Why the page is not for whoever asks so. */
    public Optional<Reply> refusal(Call call) {
        String host = call.header("host").orElse("").toLowerCase(Locale.ROOT);
        String name = PORT.matcher(host).replaceFirst("");
        if (ADDRESS.matcher(name).matches() || name.equals("localhost") || names.contains(name))
            return Optional.empty();
        return Optional.of(Reply.problem(
                421,
                "the page is shown at this machine's address or at localhost, and not by that name;"
                        + " kirinuki.admin.names adds names"));
    }

    /** The same for what changes something: it must come from the page itself. */
    public Optional<Reply> refusalOfChange(Call call) {
        Optional<Reply> stranger = refusal(call);
        if (stranger.isPresent()) return stranger;
        String own = "http://" + call.header("host").orElse("");
        boolean ours = call.header(PROOF).isPresent()
                && call.header("sec-fetch-site").map("same-origin"::equals).orElse(true)
                && call.header("origin").map(own::equals).orElse(true);
        return ours ? Optional.empty() : Optional.of(Reply.problem(403, "only the page itself may ask for this"));
    }
}
