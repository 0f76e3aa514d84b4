package dev.webhook;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** How many facts the invariants were checked against, and what happened meanwhile. For one thread at a time. */
final class Findings {

    private final Map<Invariant, Long> facts = new TreeMap<>();
    private final Map<String, Long> happened = new TreeMap<>();

    /** An invariant that does not hold. */
    static final class Violation extends AssertionError {

        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    /** Checks a fact, and throws a {@link Violation} that names the invariant and {@code what} broke it. */
    void check(Invariant invariant, boolean holds, Supplier<String> what) {
        facts.merge(invariant, 1L, Long::sum);
        if (!holds) {
            throw new Violation(invariant + ": " + what.get());
        }
    }

    void happened(String what) {
        happened.merge(what, 1L, Long::sum);
    }

    void add(Findings more) {
        more.facts.forEach((invariant, count) -> facts.merge(invariant, count, Long::sum));
        more.happened.forEach((what, count) -> happened.merge(what, count, Long::sum));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        facts.forEach((invariant, count) ->
                text.append(count).append(" facts of ").append(invariant).append('\n'));
        happened.forEach((what, count) ->
                text.append(count).append(" times: ").append(what).append('\n'));
        return text.toString();
    }

    Map<Invariant, Long> facts() {
        return facts;
    }

    Map<String, Long> happened() {
        return happened;
    }
}
