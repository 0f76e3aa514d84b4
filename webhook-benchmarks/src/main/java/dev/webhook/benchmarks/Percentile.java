package dev.webhook.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * A percentile of what was measured. Immutable and thread-safe.
 *
 * @param permille how many of 1,000 figures are less, 0 to 999
 */
record Percentile(int permille) {

    static final Percentile P50 = new Percentile(500);
    static final Percentile P99 = new Percentile(990);
    static final Percentile P999 = new Percentile(999);

    /** Those that are measured, from the least. */
    static final List<Percentile> ALL =
            Stream.of(500, 750, 900, 950, 990, 999).map(Percentile::new).toList();

    /** Returns its name, such as {@code p99} or {@code p99.9}. */
    String label() {
        return "p" + permille / 10 + (permille % 10 == 0 ? "" : "." + permille % 10);
    }

    /** Returns it of figures in ascending order. */
    double of(List<Double> sorted) {
        return sorted.get(sorted.size() * permille / 1_000);
    }
}
