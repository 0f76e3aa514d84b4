package dev.webhook.store;

/**
 * Thrown by a store, queue or circuit breaker that can't be reached or can't take work now. What was asked may or may
 * not have been done; to ask again is safe wherever the port says so.
 */
public class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what could not be reached. */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /** Says what could not be reached, and why. */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
