package dev.webhook.benchmarks.chart;

import java.util.List;

/**
 * What was measured of one thing at several positions, such as percentiles.
 *
 * <p>Immutable and thread-safe.
 *
 * @param label names it
 * @param values a figure for each position, not negative
 */
public record Line(String label, List<Double> values) {

    /**
     * Copies and checks the figures.
     *
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public Line {
        values = List.copyOf(values);
        if (!values.stream().allMatch(value -> value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a line's figures must be finite and not negative, but '" + label + "' has " + values);
        }
    }
}
