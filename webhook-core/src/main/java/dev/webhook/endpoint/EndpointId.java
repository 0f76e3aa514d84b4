package dev.webhook.endpoint;

import dev.webhook.store.TimeOrderedId;
import java.time.Instant;
import java.util.UUID;

/**
 * The id of an endpoint: a UUID of version 7 that carries the time of its making.
 *
 * <p>Immutable and thread-safe.
 */
public record EndpointId(UUID value) implements Comparable<EndpointId> {

    public EndpointId {
        TimeOrderedId.requireTimeOrdered(value);
    }

    /** Returns a new id that carries {@code now}. */
    public static EndpointId at(Instant now) {
        return new EndpointId(TimeOrderedId.at(now));
    }

    /**
     * Returns the id that {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if {@code text} is not a UUID of version 7
     */
    public static EndpointId parse(String text) {
        return new EndpointId(TimeOrderedId.parse(text));
    }

    /** Returns the instant the id carries, to the millisecond. */
    public Instant createdAt() {
        return TimeOrderedId.timeOf(value);
    }

    @Override
    public int compareTo(EndpointId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
