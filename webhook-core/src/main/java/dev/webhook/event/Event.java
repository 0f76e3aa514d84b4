package dev.webhook.event;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An immutable fact that the application published.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the event's id, which is also the {@code webhook-id} of every request that carries it
 * @param type what kind of fact it is
 * @param data the payload as published
 * @param userId whose event it is; only endpoints of that user receive it. Empty for a broadcast, which every user's
 *     endpoints may receive
 * @param sourceService the part of the application that published it, at most 255 characters, or null
 * @param headers trace context that each request carries on, such as {@code traceparent}
 */
public record Event(
        EventId id,
        EventType type,
        EventData data,
        OptionalLong userId,
        @Nullable String sourceService,
        Map<String, String> headers) {

    public Event {
        headers = Map.copyOf(headers);
    }

    /** Returns when the event was published, by the clock of the node that published it, to the millisecond. */
    public Instant createdAt() {
        return id.createdAt();
    }

    /** Tells whether the event is meant for the endpoints of {@code user}. */
    public boolean concerns(long user) {
        return userId.isEmpty() || userId.getAsLong() == user;
    }

    /** Returns the values, but of the headers their names only, since values can be secret, and of the data its size. */
    @Override
    public String toString() {
        return "Event[id=" + id + ", type=" + type + ", data=" + data + ", userId=" + userId + ", sourceService="
                + sourceService + ", headers=" + headers.keySet() + "]";
    }
}
