package dev.webhook.retention;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run of the {@link Housekeeping} did.
 *
 * <p>Immutable and thread-safe.
 *
 * @param made the partitions that were made
 * @param dropped the partitions that were dropped
 * @param problems what should have been made or dropped and wasn't; an operator should know
 * @param removed how many rows were removed one by one, by table; tables without any are left out
 */
public record HousekeepingReport(
        List<String> made, List<DroppedPartition> dropped, List<PartitionProblem> problems, Map<String, Long> removed) {

    /** The report of a run that did nothing. */
    public static final HousekeepingReport NOTHING = new HousekeepingReport(List.of(), List.of(), List.of(), Map.of());

    public HousekeepingReport {
        made = List.copyOf(made);
        dropped = List.copyOf(dropped);
        problems = List.copyOf(problems);
        removed = Collections.unmodifiableMap(new TreeMap<>(removed));
    }

    /** Tells whether there is nothing to report. */
    public boolean isEmpty() {
        return equals(NOTHING);
    }
}
