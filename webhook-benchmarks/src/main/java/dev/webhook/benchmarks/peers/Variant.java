package dev.webhook.benchmarks.peers;

import java.sql.SQLException;

/**
 * A peer with settings.
 *
 * @param settings what is set, for a reader
 */
public record Variant(String settings, Opening opening) {

    /** Makes a peer. */
    @FunctionalInterface
    public interface Opening {

        /** Makes the peer's schema anew and connects it. */
        Peer open(Target target) throws SQLException;
    }

    /** Makes the peer's schema anew and connects it. */
    public Peer open(Target target) throws SQLException {
        return opening.open(target);
    }
}
