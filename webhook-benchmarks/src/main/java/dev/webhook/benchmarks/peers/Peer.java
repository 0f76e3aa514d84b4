package dev.webhook.benchmarks.peers;

import java.sql.SQLException;

/** A library for durable jobs, on a schema of its own that is made anew. Not thread-safe. */
public interface Peer extends AutoCloseable {

    /**
     * Stores {@code count} jobs, all due at once, of which each posts the target's body to one of its URLs in turn. What
     * was done before is forgotten, and the tables are vacuumed and analysed, as autovacuum would in time.
     */
    void fill(int count) throws SQLException;

    /**
     * Starts the workers, waits until all of the {@code count} jobs that were stored are done by the database too, and
     * stops the workers.
     *
     * @return how many jobs a second were done
     * @throws IllegalStateException if a request failed, or if they aren't done within 10 minutes
     */
    double drain(int count) throws SQLException, InterruptedException;

    @Override
    void close();
}
