package dev.webhook.benchmarks;

import dev.webhook.benchmarks.chart.ChartDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How set-ups are measured: at a steady rate, by turns, after each was warmed up. Immutable and thread-safe.
 *
 * @param rounds how many turns each has
 * @param seconds how long a turn is measured
 * @param rate how many events a second are published
 * @param warmUpSeconds how long each is warmed up
 * @param svg where charts are written; empty if they aren't wanted
 * @param jdbcUrl where the database is; empty for a server of its own
 */
record LatencyPlan(int rounds, int seconds, int rate, int warmUpSeconds, String svg, String jdbcUrl) {

    /** What a command line may say. */
    static final String USAGE = "[--rounds N] [--seconds N] [--rate N] [--warm-up-seconds N] [--svg DIRECTORY]"
            + " [--jdbc-url jdbc:postgresql://host/database?user=U&password=P]";

    private static final Set<String> OPTIONS =
            Set.of("--rounds", "--seconds", "--rate", "--warm-up-seconds", "--svg", "--jdbc-url");

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it isn't as {@link #USAGE} says
     */
    static LatencyPlan of(String[] args) {
        Options options = Options.of(args, OPTIONS);
        return new LatencyPlan(
                options.positive("--rounds", 5),
                options.positive("--seconds", 10),
                options.positive("--rate", 200),
                options.positive("--warm-up-seconds", 20),
                options.text("--svg", ""),
                options.text("--jdbc-url", ""));
    }

    void warmUp(List<LatencySetup> setups) {
        setups.forEach(setup -> setup.publish(rate * warmUpSeconds, rate));
    }

    void measure(List<LatencySetup> setups) {
        for (int round = 0; round < rounds; round++) {
            setups.forEach(setup -> setup.measure(rate * seconds, rate));
        }
    }

    /** Returns what was measured, in words. */
    String said() {
        return String.format(Locale.ROOT, "%d events/s, %d rounds of %d s", rate, rounds, seconds);
    }

    void draw(ChartDirectory charts, String file, String title, List<LatencySetup> setups) throws IOException {
        charts.lines(
                file,
                title + " at " + rate + " events/s",
                "ms, medians of " + rounds + " rounds",
                Percentile.ALL.stream().map(Percentile::label).toList(),
                setups.stream().map(LatencySetup::line).toList());
    }
}
