package dev.webhook.retention;

/**
 * Keeps a durable store in order: makes room for the time ahead, and removes what its {@link RetentionPolicy} no longer
 * keeps.
 *
 * <p>Implementations are safe for use by many threads and many nodes, one of which works at a time.
 */
public interface Housekeeping {

    /**
     * Does all that is to be done now. Whatever interrupts it, the next run goes on from there; to run it often costs
     * little.
     *
     * @param progress is told of long work
     * @return what was done; nothing if another node is at it
     * @throws dev.webhook.store.StoreUnavailableException if the store can't be reached
     */
    HousekeepingReport run(HousekeepingProgress progress);

    /** Returns what it goes by. */
    RetentionPolicy policy();
}
