package dev.webhook.benchmarks.chart;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * An axis from zero to a round number. Immutable and thread-safe.
 *
 * @param step the distance of its ticks: 1, 2 or 5 times a power of ten
 * @param steps how many of them it has, 3 to 6
 */
record Scale(double step, int steps) {

    private static final int MOST_STEPS = 6;

    /**
     * Returns the shortest axis that has room for {@code most}.
     *
     * @throws IllegalArgumentException if {@code most} isn't above zero
     */
    static Scale upTo(double most) {
        if (!(most > 0)) {
            throw new IllegalArgumentException("a chart needs a figure above zero, the most is " + most);
        }
        double power = Math.pow(10, Math.floor(Math.log10(most / MOST_STEPS)));
        double step = List.of(1, 2, 5, 10).stream()
                .mapToDouble(factor -> factor * power)
                .filter(size -> most / size <= MOST_STEPS)
                .findFirst()
                .orElseThrow();
        return new Scale(step, (int) Math.ceil(most / step));
    }

    /** Returns where on the axis {@code value} is: 0 at its begin, 1 at its end. */
    double share(double value) {
        return value / (step * steps);
    }

    /** Returns the values at which it has a tick. */
    List<Double> ticks() {
        return IntStream.rangeClosed(0, steps).mapToObj(i -> i * step).toList();
    }

    /** Returns {@code tick} with as many digits as ticks need. */
    String tick(double tick) {
        return number(tick, (int) Math.max(0, Math.ceil(-Math.log10(step))));
    }

    /** Returns {@code value} with a digit or two more than ticks have. */
    String value(double value) {
        return number(value, (int) Math.max(0, Math.ceil(1.5 - Math.log10(step))));
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
