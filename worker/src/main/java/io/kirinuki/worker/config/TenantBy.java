package io.kirinuki.worker.config;

import java.util.Optional;

/** What tells whose a request is. */
public sealed interface TenantBy {
    String NONE = "none";

    /** A header of the record: the last of that name. */
    record Header(String name) implements TenantBy {}

    /** What stands in the record's key before the first of these. */
    record KeyPrefix(String separator) implements TenantBy {}

    /** The bucket of the image, or the host of its address. */
    record Bucket() implements TenantBy {}

    /** Empty for {@link #NONE}, and for what {@link #problem} tells of. */
    static Optional<TenantBy> parse(String text) {
        if (text.equals("bucket")) return Optional.of(new Bucket());
        if (text.startsWith("header:")) return given(text).map(Header::new);
        return text.startsWith("key:") ? given(text).map(KeyPrefix::new) : Optional.empty();
    }

    private static Optional<String> given(String text) {
        return Optional.of(text.substring(text.indexOf(':') + 1)).filter(rest -> !rest.isBlank());
    }

    static Optional<String> problem(String text) {
        if (parse(text).orElse(null) instanceof Header(String name) && !name.equals(name.strip())) {
            return Optional.of(
                    "\"%s\" names a header with blanks around it, which no record has; leave them out".formatted(text));
        }
        if (text.equals(NONE) || parse(text).isPresent()) return Optional.empty();
        return Optional.of("\"%s\" is none of none, bucket, header:NAME and key:SEPARATOR".formatted(text));
    }
}
