package dev.webhook.endpoint;

import dev.webhook.store.TimeOrderedId;
import java.time.Instant;
import java.util.UUID;

/**
 * The id of a subscription: a UUID of version 7 that carries the time of its making.
 *
 * <p>Immutable and thread-safe.
 */
public record SubscriptionId(UUID value) implements Comparable<SubscriptionId> {

    public SubscriptionId {
        TimeOrderedId.requireTimeOrdered(value);
    }

    /** Returns a new id that carries {@code now}. */
    public static SubscriptionId at(Instant now) {
        return new SubscriptionId(TimeOrderedId.at(now));
    }

    /**
     * Returns the id that {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if {@code text} is not a UUID of version 7
     */
    public static SubscriptionId parse(String text) {
        return new SubscriptionId(TimeOrderedId.parse(text));
    }

    /** Returns the instant the id carries, to the millisecond. */
    public Instant createdAt() {
        return TimeOrderedId.timeOf(value);
    }

    @Override
    public int compareTo(SubscriptionId other) {
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
