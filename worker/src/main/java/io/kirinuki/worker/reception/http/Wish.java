package io.kirinuki.worker.reception.http;

import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which form a caller wants its answer ({@code Accept}, RFC 9110), of which artifact, and whether it waits for it ({@code Prefer}, RFC 7240).
 *
 * @param forms that are taken, the dearest first; never empty
 * @param artifact the role of the one that is wanted; absent: the first that is a picture
 * @param async whether the caller comes back for the answer
 * @param patience how long it waits at most, where it says so
 */
record Wish(List<Form> forms, Optional<String> artifact, boolean async, Optional<Duration> patience) {
    /** A form that an answer may be given in. */
    sealed interface Form {
        /** An artifact of a media type; {@code image/*} and {@code *}{@code /*} are any picture. */
        record Artifact(String mediaType) implements Form {
            boolean takes(String type) {
                if (mediaType.equals(type) || mediaType.equals(ANY)) return true;
                return mediaType.endsWith("/*") && type.startsWith(mediaType.substring(0, mediaType.length() - 1));
            }
        }

        record Event() implements Form {}

        record Archive() implements Form {}
    }

    static final String ANY = "*/*";
    static final String JSON = "application/json";
    static final String ZIP = "application/zip";
    private static final Set<String> PICTURES = Set.of("image/png", "image/jpeg", "image/jpg", "image/webp", "image/*");
    private static final Pattern QUALITY = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)");
    private static final Pattern WAIT = Pattern.compile("wait=([0-9]{1,5})");

    Wish {
        forms = List.copyOf(forms);
    }

    private record Weighed(Form form, double quality) {}

    /** Refuses what no answer is given in. */
    static Wish of(Call call) throws RefusedException {
        String prefer = call.header("prefer").orElse("").toLowerCase(Locale.ROOT);
        Matcher wait = WAIT.matcher(prefer);
        return new Wish(
                forms(call.header("accept").orElse(ANY)),
                call.parameter("artifact"),
                prefer.contains("respond-async"),
                wait.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(wait.group(1)))) : Optional.empty());
    }

    private static List<Form> forms(String accept) throws RefusedException {
        List<Weighed> all = new ArrayList<>();
        for (String range : accept.split(",")) {
            String type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            Matcher quality = QUALITY.matcher(range);
            double weight = quality.find() ? Double.parseDouble(quality.group(1)) : 1;
            if (weight > 0) form(type).ifPresent(form -> all.add(new Weighed(form, weight)));
        }
        if (all.isEmpty()) {
            throw Refusal.of(
                            406,
                            "NotAcceptable",
                            "Accept: answers are image/png, image/jpeg or image/webp, as the pipeline makes them,"
                                    + " application/json, or application/zip",
                            "Name one of these, or */*.")
                    .thrown();
        }
        return all.stream()
                .sorted(Comparator.comparingDouble(Weighed::quality).reversed())
                .map(Weighed::form)
                .toList();
    }

    private static Optional<Form> form(String type) {
        if (type.equals(ANY)) return Optional.of(new Form.Artifact(ANY));
        if (PICTURES.contains(type)) return Optional.of(new Form.Artifact(type.replace("image/jpg", "image/jpeg")));
        return switch (type) {
            case JSON, "application/*" -> Optional.of(new Form.Event());
            case ZIP -> Optional.of(new Form.Archive());
            default -> Optional.empty();
        };
    }
}
