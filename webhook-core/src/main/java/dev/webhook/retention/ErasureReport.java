package dev.webhook.retention;

import java.util.List;

/**
 * What was erased of an owner, and what could not be. Of a call that erased nothing all counts are 0.
 *
 * <p>Immutable and thread-safe.
 *
 * @param endpoints how many endpoints were deleted, or had been and were blanked now
 * @param events how many events were blanked
 * @param deliveriesFailed how many deliveries were unfinished and failed
 * @param deliveries how many deliveries were blanked, those that failed among them
 * @param attempts how many attempts were blanked
 * @param deadLettersDiscarded how many dead letters were pending and discarded
 * @param deadLetters how many dead letters were blanked, those that were discarded among them
 * @param archives the archives that can hold rows of the owner, earliest first: those of the time since the first of its
 *     endpoints and events that are on record. Archives don't change; what becomes of them is the operator's concern
 * @param leaving the partitions that are leaving the store, which nobody can change: what they hold is archived or
 *     dropped by the next housekeeping as it was; then erase again
 */
public record ErasureReport(
        long endpoints,
        long events,
        long deliveriesFailed,
        long deliveries,
        long attempts,
        long deadLettersDiscarded,
        long deadLetters,
        List<ArchiveManifest> archives,
        List<String> leaving) {

    public ErasureReport {
        archives = List.copyOf(archives);
        leaving = List.copyOf(leaving);
    }

    /** Tells whether nothing was left to erase, beside what {@link #archives} and {@link #leaving} say. */
    public boolean isEmpty() {
        return endpoints == 0 && events == 0 && deliveries == 0 && deadLetters == 0;
    }
}
