package dev.webhook.event;

/** Thrown when an idempotency key that stands for one event is used to publish another. Nothing was published. */
public class IdempotencyConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names the key and the event it stands for. */
    public IdempotencyConflictException(IdempotencyKey key, EventId existing) {
        super("idempotency key '" + key.value() + "' already stands for event " + existing
                + ", which has another type, owner or data; use a new key for a new event");
    }
}
