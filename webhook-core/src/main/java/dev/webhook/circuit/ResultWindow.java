package dev.webhook.circuit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of a closed circuit's last attempts, as one tally for each sixth of the window that saw any, oldest first.
 *
 * <p>Immutable and thread-safe.
 */
record ResultWindow(List<ResultTally> tallies) {

    static final ResultWindow EMPTY = new ResultWindow(List.of());

    ResultWindow {
        tallies = List.copyOf(tallies);
        for (int n = 1; n < tallies.size(); n++) {
            if (tallies.get(n).bucket() <= tallies.get(n - 1).bucket()) {
                throw new IllegalArgumentException("tallies " + tallies + " must ascend by bucket");
            }
        }
    }

    /** Adds a result; a clock that steps back counts on in the newest bucket, unless that is a whole window ahead. */
    ResultWindow plus(Duration window, Instant now, boolean failure) {
        long bucket = Math.floorDiv(now.toEpochMilli(), window.toMillis() / CircuitPolicy.BUCKETS);
        List<ResultTally> kept = new ArrayList<>(CircuitPolicy.BUCKETS);
        for (ResultTally tally : tallies) {
            if (Math.abs(tally.bucket() - bucket) < CircuitPolicy.BUCKETS) {
                kept.add(tally);
            }
        }
        int last = kept.size() - 1;
        if (last >= 0 && kept.get(last).bucket() >= bucket) {
            kept.set(last, kept.get(last).plus(failure));
        } else {
            kept.add(ResultTally.first(bucket, failure));
        }
        return new ResultWindow(kept);
    }

    long calls() {
        return tallies.stream().mapToLong(ResultTally::calls).sum();
    }

    long failures() {
        return tallies.stream().mapToLong(ResultTally::failures).sum();
    }
}
