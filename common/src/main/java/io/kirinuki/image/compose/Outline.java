package io.kirinuki.image.compose;

import io.kirinuki.image.Colour;

/**
 * A line of one colour around a subject, as a sticker's margin: it lies under the subject and reaches so far beyond the line
 * where alpha is one half, in holes too.
 */
public record Outline(Width width, Colour colour) {
    /** Pixels of the widest: rows as many to both sides are held while one is drawn. */
    public static final int WIDEST = 200;

    /** How far it reaches. */
    public sealed interface Width {
        /** That many pixels, 1 to {@link #WIDEST}. */
        record Fixed(int pixels) implements Width {
            public Fixed {
                if (pixels < 1 || pixels > WIDEST) {
                    throw new IllegalArgumentException("a width is 1px to %dpx, not %dpx".formatted(WIDEST, pixels));
                }
            }
        }

        /** That share of the height of the subject's box: 0.001 to 0.1; one pixel at least. */
        record Relative(double share) implements Width {
            public Relative {
                if (!(share >= 0.001 && share <= 0.1)) {
                    throw new IllegalArgumentException("a width is 0.1% to 10%, not " + 100 * share + "%");
                }
            }
        }

        /** Pixels, of a subject so high. */
        default double pixels(int height) {
            return switch (this) {
                case Fixed(int pixels) -> pixels;
                case Relative(double share) -> Math.max(1, share * height);
            };
        }

        /** Reads {@code 6px} or {@code 1.5%}; all else is refused. */
        static Width parse(String text) {
            if (text.matches("\\d{1,4}px")) return new Fixed(Integer.parseInt(text.substring(0, text.length() - 2)));
            if (text.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
                return new Relative(Double.parseDouble(text.substring(0, text.length() - 1)) / 100);
            }
            throw new IllegalArgumentException(
                    "\"%s\" is no width; write pixels, as 6px, or a share of the subject's height, as 1.5%%"
                            .formatted(text));
        }
    }
}
