package io.kirinuki.pipeline.trial;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.model.Prediction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How near two versions of a model are to each other in what they say about one image. */
public sealed interface Agreement {
    /** Of masks and mattes. */
    record Maps(double iou, double uncertaintyServed, double uncertaintyTried) implements Agreement {
        @Override
        public boolean within(Bounds bounds) {
            return iou >= bounds.iou();
        }

        @Override
        public String measure() {
            return "iou";
        }

        @Override
        public double value() {
            return iou;
        }

        @Override
        public Optional<Double> lostCertainty() {
            return Optional.of(uncertaintyTried - uncertaintyServed);
        }

        @Override
        public String words() {
            return "IoU " + figure(iou);
        }
    }

    /** Of classes: the likeliest of each. */
    record Labels(String served, String tried, double uncertaintyServed, double uncertaintyTried) implements Agreement {
        @Override
        public boolean within(Bounds bounds) {
            return served.equals(tried);
        }

        @Override
        public String measure() {
            return "label";
        }

        @Override
        public double value() {
            return served.equals(tried) ? 1 : 0;
        }

        @Override
        public Optional<Double> lostCertainty() {
            return Optional.of(uncertaintyTried - uncertaintyServed);
        }

        @Override
        public String words() {
            return "%s, which was %s".formatted(tried, served);
        }
    }

    /** Of angles: the shorter way around from one to the other, 0..180. */
    record Angles(double degrees) implements Agreement {
        @Override
        public boolean within(Bounds bounds) {
            return degrees <= bounds.degrees();
        }

        @Override
        public String measure() {
            return "degrees";
        }

        @Override
        public double value() {
            return degrees;
        }

        @Override
        public Optional<Double> lostCertainty() {
            return Optional.empty();
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "%.1f degrees apart", degrees);
        }
    }

    boolean within(Bounds bounds);

    /** What is measured: {@code iou}, {@code label} or {@code degrees}. */
    String measure();

    /** IoU, degrees, or of labels 1 where both are the same and 0 where not. */
    double value();

    /** By how much the tried version is less certain; empty where it does not say how certain it is. */
    Optional<Double> lostCertainty();

    /** For people. */
    String words();

    /**
     * Of two opinions for the same task. Maps of different sizes are held against each other at the size of the smaller.
     */
    static Agreement between(Opinion served, Opinion tried) {
        return switch (served.prediction()) {
            case Prediction.Alpha ignored -> maps(served, tried);
            case Prediction.ClassMap ignored -> maps(served, tried);
            case Prediction.Probabilities(List<Float> before) -> {
                if (!(tried.prediction() instanceof Prediction.Probabilities(List<Float> now))) {
                    throw misplaced(served, tried);
                }
                int first = likeliest(before);
                int second = likeliest(now);
                yield new Labels(
                        served.classes().get(first),
                        tried.classes().get(second),
                        1 - Math.clamp(before.get(first), 0f, 1f),
                        1 - Math.clamp(now.get(second), 0f, 1f));
            }
            case Prediction.Angle(float before) -> {
                if (!(tried.prediction() instanceof Prediction.Angle(float now))) throw misplaced(served, tried);
                yield new Angles(Math.abs(Math.IEEEremainder(now - before, 360)));
            }
        };
    }

    private static Agreement maps(Opinion served, Opinion tried) {
        if (served.prediction() instanceof Prediction.ClassMap(Pixels before)
                && tried.prediction() instanceof Prediction.ClassMap(Pixels now)) {
            return new Maps(classIou(before, served.classes(), now, tried.classes()), 0, 0);
        }
        Pixels before = alpha(served, tried);
        Pixels now = alpha(tried, served);
        return new Maps(iou(before, now), Mask.uncertainty(before), Mask.uncertainty(now));
    }

    private static Pixels alpha(Opinion one, Opinion other) {
        return switch (one.prediction()) {
            case Prediction.Alpha(Pixels map) -> map;
            case Prediction.ClassMap all -> all.foreground().map();
            case Prediction.Probabilities ignored -> throw misplaced(one, other);
            case Prediction.Angle ignored -> throw misplaced(one, other);
        };
    }

    /** Of alpha of at least one half. */
    private static double iou(Pixels before, Pixels now) {
        long both = 0;
        long either = 0;
        Grid grid = Grid.of(before, now);
        for (int y = 0; y < grid.size().height(); y++) {
            for (int x = 0; x < grid.size().width(); x++) {
                boolean then = grid.first(x, y) >= 128;
                boolean later = grid.second(x, y) >= 128;
                if (then && later) both++;
                if (then || later) either++;
            }
        }
        return either == 0 ? 1 : (double) both / either;
    }

    /** Of all that is not background: pixels that both say the same class of, over those that either says one of. */
    private static double classIou(Pixels before, List<String> known, Pixels now, List<String> knownNow) {
        int[] renamed = new int[256];
        for (int i = 0; i < renamed.length; i++) renamed[i] = i < knownNow.size() ? known.indexOf(knownNow.get(i)) : -1;
        renamed[0] = 0; // background, whatever it is called
        long same = 0;
        long either = 0;
        Grid grid = Grid.of(before, now);
        for (int y = 0; y < grid.size().height(); y++) {
            for (int x = 0; x < grid.size().width(); x++) {
                int then = grid.first(x, y);
                int later = renamed[grid.second(x, y)];
                if (then == 0 && later == 0) continue;
                either++;
                if (then == later) same++;
            }
        }
        return either == 0 ? 1 : (double) same / either;
    }

    /** Two maps of one picture, looked at in as many places as the smaller has pixels. */
    record Grid(Pixels one, Pixels other, PixelSize size) {
        private static Grid of(Pixels one, Pixels other) {
            boolean oneIsSmaller = one.size().pixels() <= other.size().pixels();
            return new Grid(one, other, oneIsSmaller ? one.size() : other.size());
        }

        private int first(int x, int y) {
            return at(one, x, y);
        }

        private int second(int x, int y) {
            return at(other, x, y);
        }

        private int at(Pixels map, int x, int y) {
            int column = (int) ((2L * x + 1) * map.size().width() / (2L * size.width()));
            int row = (int) ((2L * y + 1) * map.size().height() / (2L * size.height()));
            return map.bytes()[row * map.size().width() + column] & 0xff;
        }
    }

    private static int likeliest(List<Float> values) {
        int best = 0;
        for (int i = 1; i < values.size(); i++) if (values.get(i) > values.get(best)) best = i;
        return best;
    }

    private static IllegalArgumentException misplaced(Opinion one, Opinion other) {
        return new IllegalArgumentException("opinions for different tasks: %s and %s"
                .formatted(
                        one.prediction().getClass().getSimpleName(),
                        other.prediction().getClass().getSimpleName()));
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
