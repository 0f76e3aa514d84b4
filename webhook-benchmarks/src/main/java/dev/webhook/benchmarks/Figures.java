package dev.webhook.benchmarks;

import dev.webhook.benchmarks.chart.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of one thing that was measured in several rounds. Not thread-safe. */
final class Figures {

    private final List<Double> rounds = new ArrayList<>();

    void add(double figure) {
        rounds.add(figure);
    }

    double last() {
        return rounds.get(rounds.size() - 1);
    }

    double median() {
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Returns each round's figure by that of the same round of {@code other}. */
    Figures by(Figures other) {
        Figures ratios = new Figures();
        for (int i = 0; i < rounds.size(); i++) {
            ratios.add(rounds.get(i) / other.rounds.get(i));
        }
        return ratios;
    }

    /** Returns median, least and most, with so many digits after the point. */
    String show(int digits) {
        String form = "%,." + digits + "f";
        return String.format(Locale.ROOT, form + " (" + form + "-" + form + ")", median(), least(), most());
    }

    /** Returns median, least and most as a chart's bar. */
    Bar bar(String label) {
        return new Bar(label, median(), least(), most());
    }

    private double least() {
        return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private double most() {
        return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
