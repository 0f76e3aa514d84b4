package dev.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a simulation, for people: what was done, and below it what came of it. For one thread at a time. */
final class Trace {

    private static final int SHOWN = 40;

    private final List<String> lines = new ArrayList<>();
    private final Names names;

    Trace(Names names) {
        this.names = names;
    }

    void step(int number, Duration time, String what) {
        lines.add("#" + number + " " + time + " " + what);
    }

    void tell(String what) {
        lines.add("      " + what);
    }

    /** Returns what went wrong, the last steps, and how to see all. */
    String report(long seed, int step, @Nullable String what) {
        List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
        return names.in("seed " + seed + ", step " + step + ": " + what) + "\nthe last steps:\n"
                + String.join("\n", last) + "\nall of them: -D" + Simulation.SEED + "=" + seed;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
