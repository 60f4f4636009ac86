package io.kirinuki.evaluation.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * HTML that is safe to be shown. Whatever is put into a template is escaped, as text and for quoted attributes, unless it
 * is markup already: keys of objects are anybody's words. For a page or two that is less than a library would be.
 */
public record Markup(String html) {
    public static final Markup NONE = new Markup("");

    private static final String PLACE = "{}";

    /** Each {@code {}} of the template becomes one of the values, in order. */
    public static Markup of(String template, Object... values) {
        StringBuilder html = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf(PLACE, from);
            if (place < 0) throw new IllegalArgumentException("too few places for " + value + " in " + template);
            html.append(template, from, place);
            html.append(value instanceof Markup markup ? markup.html : escaped(value.toString()));
            from = place + PLACE.length();
        }
        if (template.indexOf(PLACE, from) >= 0) throw new IllegalArgumentException("too few values in " + template);
        return new Markup(html.append(template, from, template.length()).toString());
    }

    /** A file in the same jar, beside a class, as it is. */
    public static Markup ofResource(Class<?> beside, String name) {
        try (InputStream file = beside.getResourceAsStream(name)) {
            return new Markup(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException never) {
            throw new UncheckedIOException(name + " is in the same jar", never);
        }
    }

    public static Markup joined(Collection<Markup> parts) {
        return new Markup(parts.stream().map(Markup::html).collect(Collectors.joining("\n")));
    }

    /** HTML knows no control characters; they are shown as what cannot be shown. */
    private static String escaped(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(isShown(c) ? c : 0xfffd);
            }
        });
        return html.toString();
    }

    /** No half of a surrogate pair either, which UTF-8 cannot hold. */
    private static boolean isShown(int c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
        return !control && Character.getType(c) != Character.SURROGATE;
    }
}
