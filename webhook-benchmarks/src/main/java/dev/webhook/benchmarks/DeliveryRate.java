package dev.webhook.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How many deliveries a second dispatchers in processes of their own make of what waits in a library. */
final class DeliveryRate {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private DeliveryRate() {}

    /**
     * Waits until all are at work, and measures.
     *
     * @param most how many deliveries are left when all have been at work for a while
     * @param count over how many, of those left, it measures
     */
    static double of(Library library, List<Process> nodes, long most, int count)
            throws SQLException, InterruptedException {
        awaitWaiting(library, nodes, most);
        long from = waiting(library);
        if (from < count) {
            throw new IllegalStateException(from + " are left to measure over " + count);
        }
        long begin = System.nanoTime();
        awaitWaiting(library, nodes, from - count);
        return (from - waiting(library)) / ((System.nanoTime() - begin) / 1e9);
    }

    /** Returns how many deliveries aren't finished. */
    static long waiting(Library library) throws SQLException {
        return library.ask("SELECT coalesce(sum(waiting + leased), 0) FROM webhook_lanes");
    }

    private static void awaitWaiting(Library library, List<Process> nodes, long most)
            throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (waiting(library) > most) {
            if (!nodes.stream().allMatch(Process::isAlive) || System.nanoTime() > end) {
                throw new IllegalStateException("a node has ended, or none delivers");
            }
            Thread.sleep(20);
        }
    }
}
