package dev.webhook.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a command line says by pairs of {@code --name value}. Immutable and thread-safe. */
public final class Options {

    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it names an option that is not among {@code known}, or one without a value
     */
    public static Options of(String[] arguments, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i]);
            }
            values.put(arguments[i], arguments[i + 1]);
        }
        return new Options(values);
    }

    /** Returns what an option says, or else {@code otherwise}. */
    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * Returns the number that an option says, or else {@code otherwise}.
     *
     * @throws IllegalArgumentException if it is no number or less than 1
     */
    public int positive(String name, int otherwise) {
        int value = Integer.parseInt(text(name, Integer.toString(otherwise)));
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value);
        }
        return value;
    }
}
