package dev.webhook.event;

import dev.webhook.store.TimeRange;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Selects events; what is left out selects all.
 *
 * <p>Immutable and thread-safe.
 *
 * @param type only events of this type, or null
 * @param userId only events of this user; empty selects those of all users and broadcasts
 * @param routing only events in this state of their fan-out, or null
 * @param created when the event was published
 */
public record EventQuery(
        @Nullable EventType type,
        OptionalLong userId,
        @Nullable Routing routing,
        TimeRange created) {

    /** How far an event's fan-out got. */
    public enum Routing {
        /** It waits for its fan-out. */
        WAITING,
        /** It was fanned out, perhaps to no endpoint. */
        ROUTED,
        /** It could not be fanned out. */
        FAILED
    }

    /** Selects every event. */
    public static EventQuery all() {
        return new EventQuery(null, OptionalLong.empty(), null, TimeRange.ALWAYS);
    }

    /** Selects only events of {@code type}. */
    public EventQuery ofType(EventType type) {
        return new EventQuery(type, userId, routing, created);
    }

    /** Selects only events of {@code user}. */
    public EventQuery ofUser(long user) {
        return new EventQuery(type, OptionalLong.of(user), routing, created);
    }

    /** Selects only events whose fan-out is in state {@code routing}. */
    public EventQuery in(Routing routing) {
        return new EventQuery(type, userId, routing, created);
    }

    /** Selects only events that were published in {@code range}. */
    public EventQuery created(TimeRange range) {
        return new EventQuery(type, userId, routing, range);
    }

    /** Tells whether {@code stored} is selected. */
    public boolean matches(StoredEvent stored) {
        Event event = stored.event();
        return (type == null || type.equals(event.type()))
                && (userId.isEmpty() || userId.equals(event.userId()))
                && (routing == null || routing == routingOf(stored))
                && created.contains(event.createdAt());
    }

    private static Routing routingOf(StoredEvent stored) {
        if (stored.routingError() != null) {
            return Routing.FAILED;
        }
        return stored.processedAt() == null ? Routing.WAITING : Routing.ROUTED;
    }
}
