package dev.webhook.benchmarks.chart;

/**
 * What was measured of one thing in several rounds.
 *
 * <p>Immutable and thread-safe.
 *
 * @param label names it
 * @param median the bar's length, not negative
 * @param least where its whisker begins, not negative
 * @param most where its whisker ends
 */
public record Bar(String label, double median, double least, double most) {

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException unless 0 &lt;= least &lt;= median &lt;= most, and finite
     */
    public Bar {
        if (!(0 <= least && least <= median && median <= most && most < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a bar needs 0 <= least <= median <= most, but '" + label + "' has "
                    + least + ", " + median + " and " + most);
        }
    }
}
