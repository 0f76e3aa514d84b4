package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventType;
import dev.webhook.store.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Selects attempts; what is left out selects all.
 *
 * <p>Immutable and thread-safe.
 *
 * @param endpointId only attempts on this endpoint, or null
 * @param eventType only attempts for events of this type, or null
 * @param success only attempts that succeeded (true) or failed (false), or null
 * @param sent when the attempt began
 */
public record AttemptQuery(
        @Nullable EndpointId endpointId,
        @Nullable EventType eventType,
        @Nullable Boolean success,
        TimeRange sent) {

    /** Selects every attempt. */
    public static AttemptQuery all() {
        return new AttemptQuery(null, null, null, TimeRange.ALWAYS);
    }

    /** Selects only attempts on {@code endpoint}. */
    public AttemptQuery on(EndpointId endpoint) {
        return new AttemptQuery(endpoint, eventType, success, sent);
    }

    /** Selects only attempts for events of {@code type}. */
    public AttemptQuery ofType(EventType type) {
        return new AttemptQuery(endpointId, type, success, sent);
    }

    /** Selects only attempts that succeeded, or only those that failed. */
    public AttemptQuery successful(boolean success) {
        return new AttemptQuery(endpointId, eventType, success, sent);
    }

    /** Selects only attempts that began in {@code range}. */
    public AttemptQuery sent(TimeRange range) {
        return new AttemptQuery(endpointId, eventType, success, range);
    }

    /** Tells whether an attempt of a delivery, for an event of type {@code type}, is selected. */
    public boolean matches(Attempt attempt, EndpointId endpoint, @Nullable EventType type) {
        return (endpointId == null || endpointId.equals(endpoint))
                && (eventType == null || eventType.equals(type))
                && (success == null || success == attempt.outcome().success())
                && sent.contains(attempt.sentAt());
    }
}
