package io.kirinuki.evaluation;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * How near predicted angles are to the truth, in degrees. The circular error of a turn is the shorter way around, |d -
 * 360 round(d / 360)| with d = prediction - truth, at most 180: N. I. Fisher, Statistical Analysis of Circular Data,
 * 1993. The plain error is |d|, by which 179 and -179 are far apart; published figures of angle networks use it.
 *
 * @param error mean of the circular errors
 * @param near share of circular errors of at most {@value #NEAR} degrees, 0..1
 * @param plainError mean of the plain errors
 * @param plainNear share of plain errors of at most {@value #NEAR} degrees, 0..1
 */
public record AngleScore(int count, double error, double near, double plainError, double plainNear) {
    public static final double NEAR = 5;

    /** A prediction and its truth, degrees. */
    public record Turn(double predicted, double truth) {
        public double error() {
            return Math.abs(Math.IEEEremainder(predicted - truth, 360));
        }

        public double plainError() {
            return Math.abs(predicted - truth);
        }
    }

    /** Of at least one. */
    public static AngleScore of(Collection<Turn> turns) {
        return new AngleScore(
                turns.size(),
                mean(turns, Turn::error),
                mean(turns, turn -> turn.error() <= NEAR ? 1 : 0),
                mean(turns, Turn::plainError),
                mean(turns, turn -> turn.plainError() <= NEAR ? 1 : 0));
    }

    private static double mean(Collection<Turn> turns, ToDoubleFunction<Turn> of) {
        return turns.stream().mapToDouble(of).average().orElseThrow();
    }
}
