package io.kirinuki.image;

import io.kirinuki.schema.ImageResult.Box;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a canvas is laid around a subject. First the margin is put around the subject's box; then the canvas grows until the
 * subject's share of it is small enough, and until it has its shape; and the subject is put somewhere in what is free.
 *
 * @param margin around the box
 * @param aspect the canvas's shape; the box's with its margin where there is none
 * @param scale the most that the subject takes of the canvas's width, and of its height: 0.1..1
 * @param position of the subject in what the canvas has beyond box and margin
 */
public record Crop(Margin margin, Optional<Aspect> aspect, double scale, Position position) {
    public static final Position CENTER = new Position.Shares(0.5, 0.5);

    /** The subject's box as it is. */
    public static final Crop TIGHT = new Crop(new Margin.Fixed(0), Optional.empty(), 1, CENTER);

    public static final double LEAST_SCALE = 0.1;

    /** What stays free on each side of the subject. */
    public sealed interface Margin {
        /** That many pixels, 0..10,000. */
        record Fixed(int pixels) implements Margin {
            public Fixed {
                if (pixels < 0 || pixels > 10_000) {
                    throw new IllegalArgumentException("a margin is 0px to 10000px, not %dpx".formatted(pixels));
                }
            }
        }

        /** Left and right that share of the box's width, above and below of its height: 0..1, rounded to pixels. */
        record Relative(double share) implements Margin {
            public Relative {
                if (!(share >= 0 && share <= 1)) {
                    throw new IllegalArgumentException("a margin is 0% to 100%, not " + 100 * share + "%");
                }
            }
        }

        default int beside(int side) {
            return switch (this) {
                case Fixed(int pixels) -> pixels;
                case Relative(double share) -> (int) Math.round(share * side);
            };
        }

        /** Reads {@code 20px} or {@code 5%}; all else is refused. */
        static Margin parse(String text) {
            if (text.matches("\\d{1,5}px")) return new Fixed(Integer.parseInt(text.substring(0, text.length() - 2)));
            if (text.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
                return new Relative(Double.parseDouble(text.substring(0, text.length() - 1)) / 100);
            }
            throw new IllegalArgumentException(
                    "\"%s\" is no margin; write pixels, as 20px, or a share of the subject, as 5%%".formatted(text));
        }
    }

    /** Width to height, neither more than ten times the other. */
    public record Aspect(int width, int height) {
        public Aspect {
            if (width < 1 || height < 1 || width > 10L * height || height > 10L * width) {
                throw new IllegalArgumentException("an aspect is 1:10 to 10:1, not %d:%d".formatted(width, height));
            }
        }

        /** Reads {@code 4:3}; all else is refused. */
        public static Aspect parse(String text) {
            if (!text.matches("\\d{1,4}:\\d{1,4}")) {
                throw new IllegalArgumentException("\"%s\" is no aspect; write one as 4:3".formatted(text));
            }
            int colon = text.indexOf(':');
            return new Aspect(Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        }
    }

    /** Where a subject is put in what is free. */
    public sealed interface Position {
        /** So much of the free space lies to its left, and above it: 0..1. */
        record Shares(double left, double above) implements Position {
            public Shares {
                if (!(left >= 0 && left <= 1 && above >= 0 && above <= 1)) {
                    throw new IllegalArgumentException(
                            "a position is 0%% to 100%%, not %s%% %s%%".formatted(100 * left, 100 * above));
                }
            }
        }

        /** As much of it as in the photo. */
        record Original() implements Position {}

        default Shares shares(Box box, PixelSize photo) {
            return switch (this) {
                case Shares shares -> shares;
                case Original original ->
                    new Shares(
                            share(box.x(), photo.width() - box.width()), share(box.y(), photo.height() - box.height()));
            };
        }

        private static double share(int before, int free) {
            return free <= 0 ? 0.5 : Math.clamp((double) before / free, 0, 1);
        }

        /** Reads {@code center}, {@code original}, {@code 30%} both ways, or {@code 30% 70%}: from the left and from above. */
        static Position parse(String text) {
            if (text.equals("center")) return CENTER;
            if (text.equals("original")) return new Original();
            Matcher shares = SHARES.matcher(text);
            if (!shares.matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is no position; write center, original, or shares of the free space from the left and from above, as 30%% 70%%"
                                .formatted(text));
            }
            double left = Double.parseDouble(shares.group(1)) / 100;
            return new Shares(left, shares.group(2) == null ? left : Double.parseDouble(shares.group(2)) / 100);
        }
    }

    private static final Pattern SHARES =
            Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)%(?: +(\\d{1,3}(?:\\.\\d{1,3})?)%)?");

    public Crop {
        if (!(scale >= LEAST_SCALE && scale <= 1)) {
            throw new IllegalArgumentException("a scale is %s to 1, not %s".formatted(LEAST_SCALE, scale));
        }
    }

    /** The whole photo where there is no subject. */
    public Canvas around(Optional<Box> subject, PixelSize photo) {
        return subject.map(box -> around(box, photo)).orElse(Canvas.whole(photo));
    }

    private Canvas around(Box box, PixelSize photo) {
        int width = side(box.width());
        int height = side(box.height());
        if (aspect.isPresent()) {
            Aspect shape = aspect.get();
            boolean tooNarrow = (long) width * shape.height() < (long) height * shape.width();
            if (tooNarrow) width = ceiling((long) height * shape.width(), shape.height());
            else height = ceiling((long) width * shape.height(), shape.width());
        }
        Position.Shares shares = position.shares(box, photo);
        return new Canvas(
                box.x() - before(box.width(), width, shares.left()),
                box.y() - before(box.height(), height, shares.above()),
                new PixelSize(width, height));
    }

    /** What of a canvas's side lies before the subject. */
    private int before(int box, int side, double share) {
        int beside = margin.beside(box);
        return beside + (int) (share * (side - box - 2 * beside));
    }

    private int side(int box) {
        return Math.max(box + 2 * margin.beside(box), (int) Math.ceil(box / scale - 1e-9));
    }

    private static int ceiling(long dividend, int divisor) {
        return Math.toIntExact((dividend + divisor - 1) / divisor);
    }
}
