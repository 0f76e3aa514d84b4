package dev.webhook.circuit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A circuit as plain values, for adapters that keep it in a row.
 *
 * <p>Immutable and thread-safe.
 *
 * @param generation grows with each transition, 0 or more
 * @param state closed, open or half-open
 * @param time closed: the last result's; open: the end of the open time; half-open: when the probe counts as lost. A
 *     policy's forget time after it, the circuit is forgotten and its row may go.
 * @param consecutiveFailures failures in a row, failed probes included, 0 or more
 * @param openings how often the circuit has opened since it was last closed; 0 if and only if it is closed
 * @param probe the token of the probe under way; given if and only if half-open
 * @param tallies the window's results, ascending by bucket; empty unless closed
 */
public record CircuitSnapshot(
        long generation,
        CircuitState state,
        Instant time,
        int consecutiveFailures,
        int openings,
        @Nullable UUID probe,
        List<ResultTally> tallies) {

    /**
     * Checks that the values belong together.
     *
     * @throws IllegalArgumentException if they don't
     */
    public CircuitSnapshot {
        tallies = new ResultWindow(tallies).tallies();
        boolean closed = state == CircuitState.CLOSED;
        check(generation >= 0, "generation", generation, "0 or more");
        check(consecutiveFailures >= 0, "consecutiveFailures", consecutiveFailures, "0 or more");
        check(closed ? openings == 0 : openings > 0, "openings", openings, "0 if closed and 1 or more if not");
        check((probe != null) == (state == CircuitState.HALF_OPEN), "probe", probe, "given if half-open and only then");
        check(closed || tallies.isEmpty(), "tallies", tallies, "empty unless closed");
    }

    private static void check(boolean right, String name, @Nullable Object value, String wanted) {
        if (!right) {
            throw new IllegalArgumentException("circuit snapshot: " + name + " is " + value + ", it must be " + wanted);
        }
    }

    Phase phase() {
        if (probe != null) {
            return new HalfOpen(probe, time, openings, consecutiveFailures);
        }
        return state == CircuitState.OPEN
                ? new Open(time, openings, consecutiveFailures)
                : new Closed(new ResultWindow(tallies), consecutiveFailures, time);
    }
}
