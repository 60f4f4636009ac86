package io.kirinuki.worker.event.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * The trace that a request is part of, as W3C Trace Context level 1 writes it into {@code traceparent} and {@code
 * tracestate}: https://www.w3.org/TR/trace-context-1/.
 *
 * @param traceId 32 hex digits
 * @param parentId the span that the request was made in, 16 hex digits
 * @param state of the vendors on the way, passed on as it came
 */
public record TraceContext(String traceId, String parentId, boolean sampled, Optional<String> state) {
    static final String PARENT = "traceparent";
    static final String STATE = "tracestate";

    /** Later versions may add fields, but only behind these. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final Pattern MEMBER =
            Pattern.compile("([a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})"
                    + "=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");
    private static final int MOST_MEMBERS = 32;

    /** Empty where there is no trace, or none that can be read; a state that cannot be read is left out. */
    static Optional<TraceContext> of(Optional<String> traceparent, Optional<String> tracestate) {
        return traceparent
                .map(String::strip)
                .map(TRACEPARENT::matcher)
                .filter(TraceContext::valid)
                .map(parent -> new TraceContext(
                        parent.group(2),
                        parent.group(3),
                        (Integer.parseInt(parent.group(4), 16) & 1) == 1,
                        tracestate.map(String::strip).filter(TraceContext::validState)));
    }

    private static boolean valid(Matcher parent) {
        return parent.matches()
                && !parent.group(1).equals("ff")
                && !(parent.group(1).equals("00") && parent.group(5) != null)
                && !parent.group(2).equals("0".repeat(32))
                && !parent.group(3).equals("0".repeat(16));
    }

    private static boolean validState(String state) {
        String[] members = state.split(",", -1);
        return !state.isEmpty()
                && members.length <= MOST_MEMBERS
                && Arrays.stream(members)
                        .map(String::strip)
                        .allMatch(member ->
                                member.isEmpty() || MEMBER.matcher(member).matches());
    }

    /** Goes on with the trace under a span; {@code span} is 16 hex digits. */
    public Map<String, String> headers(String span) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(PARENT, "00-%s-%s-0%d".formatted(traceId, span, sampled ? 1 : 0));
        state.ifPresent(text -> headers.put(STATE, text));
        return headers;
    }

    public void write(Headers headers, String span) {
        headers(span).forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    }
}
