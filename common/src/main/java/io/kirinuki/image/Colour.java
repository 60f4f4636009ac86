package io.kirinuki.image;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** An opaque sRGB colour; each part 0..255. */
public record Colour(int red, int green, int blue) {
    /** The basic colour keywords of CSS. */
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("aqua", "#00ffff"),
            Map.entry("black", "#000000"),
            Map.entry("blue", "#0000ff"),
            Map.entry("fuchsia", "#ff00ff"),
            Map.entry("gray", "#808080"),
            Map.entry("grey", "#808080"),
            Map.entry("green", "#008000"),
            Map.entry("lime", "#00ff00"),
            Map.entry("maroon", "#800000"),
            Map.entry("navy", "#000080"),
            Map.entry("olive", "#808000"),
            Map.entry("purple", "#800080"),
            Map.entry("red", "#ff0000"),
            Map.entry("silver", "#c0c0c0"),
            Map.entry("teal", "#008080"),
            Map.entry("white", "#ffffff"),
            Map.entry("yellow", "#ffff00"));

    public Colour {
        if (((red | green | blue) & ~0xff) != 0) {
            throw new IllegalArgumentException(
                    "a colour's parts are 0 to 255, not %d, %d, %d".formatted(red, green, blue));
        }
    }

    /** Reads {@code #rrggbb}, {@code #rgb} or a basic CSS name, in any case; all else is refused. */
    public static Colour parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String hex = NAMED.getOrDefault(lower, lower);
        if (hex.matches("#[0-9a-f]{3}")) hex = hex.replaceAll("[0-9a-f]", "$0$0");
        if (!hex.matches("#[0-9a-f]{6}")) {
            throw new IllegalArgumentException(
                    "\"%s\" is no colour; write #rrggbb, #rgb or a basic CSS name such as white".formatted(text));
        }
        int rgb = HexFormat.fromHexDigits(hex, 1, 7);
        return new Colour(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
    }

    @Override
    public String toString() {
        return "#%02x%02x%02x".formatted(red, green, blue);
    }

    /**
     * One channel laid over another's, with that alpha. Adding 127 before dividing by 255 rounds to the nearest; an odd
     * divisor knows no ties.
     */
    public static byte mixed(int alpha, byte over, int under) {
        return (byte) ((alpha * (over & 0xff) + (255 - alpha) * under + 127) / 255);
    }
}
