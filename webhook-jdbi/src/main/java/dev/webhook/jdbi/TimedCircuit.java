package dev.webhook.jdbi;

import dev.webhook.circuit.Circuit;
import java.time.Instant;
import java.util.UUID;

/**
 * A circuit as it stands at a moment of the server's clock. Immutable and thread-safe.
 *
 * @param changes how often its row was changed
 */
record TimedCircuit(UUID endpoint, long changes, Circuit circuit, Instant now) {

    TimedCircuit with(Circuit changed) {
        return new TimedCircuit(endpoint, changes, changed, now);
    }
}
