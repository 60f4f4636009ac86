package io.kirinuki.address;

import io.kirinuki.schema.WebAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hosts that may be asked: each by its name, or as {@code *.example.org} all below a name, but not that name itself. */
public record HostNames(List<String> patterns) {
    public static final HostNames NONE = new HostNames(List.of());

    /** Refuses what is no host's name with an {@link IllegalArgumentException} that says which. */
    public HostNames {
        List<String> names = new ArrayList<>();
        for (String pattern : patterns) names.add(checked(pattern));
        patterns = List.copyOf(names);
    }

    /** Separated by commas. */
    public static HostNames parse(String text) {
        return new HostNames(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList());
    }

    private static String checked(String pattern) {
        boolean below = pattern.startsWith("*.");
        String name = below ? pattern.substring(2) : pattern;
        try {
            var address = new WebAddress("https://" + name);
            // A whole top-level domain is nobody's own.
            if (address.host().equalsIgnoreCase(name) && (!below || name.contains("."))) {
                return (below ? "*." : "") + address.host();
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong(pattern), e);
        }
        throw new IllegalArgumentException(wrong(pattern));
    }

    private static String wrong(String pattern) {
        return "\"%s\" is neither a host's name, such as images.example.org, nor all below one, such as *.example.org"
                .formatted(pattern);
    }

    /** {@code host} in lower case. */
    public boolean holds(String host) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.startsWith("*.")
                        ? host.endsWith(pattern.substring(1)) && host.length() > pattern.length() - 1
                        : host.equals(pattern));
    }
}
