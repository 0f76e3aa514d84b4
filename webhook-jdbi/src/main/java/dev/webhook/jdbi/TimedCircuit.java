package dev.webhook.jdbi;

import dev.webhook.circuit.Circuit;
import java.time.Instant;
import java.util.UUID;

/** A circuit as it stands at a moment of the server's clock. Immutable and thread-safe. */
record TimedCircuit(UUID endpoint, Circuit circuit, Instant now) {}
