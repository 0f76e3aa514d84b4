package dev.webhook.deadletter;

import dev.webhook.delivery.ScheduledDelivery;
import java.util.List;

/**
 * What a batch of redrives did.
 *
 * <p>Immutable and thread-safe.
 *
 * @param results one for each redrive, in the same order
 * @param toSchedule what the caller must still schedule; empty if the store's transaction did it
 */
public record RedriveRun(List<Redrive.Result> results, List<ScheduledDelivery> toSchedule) {

    public RedriveRun {
        results = List.copyOf(results);
        toSchedule = List.copyOf(toSchedule);
    }
}
