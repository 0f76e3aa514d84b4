package dev.webhook.retention;

/** Is told how far long work has come. */
@FunctionalInterface
public interface HousekeepingProgress {

    /**
     * Rows of a partition are being archived or restored. Called every 10,000 rows, by the thread that does it.
     *
     * @param rows how many are done
     */
    void progressed(String partition, long rows);
}
