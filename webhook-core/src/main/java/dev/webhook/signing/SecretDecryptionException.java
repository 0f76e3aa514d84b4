package dev.webhook.signing;

/**
 * Thrown when a stored secret can't be read.
 *
 * <p>The message shows neither the secret nor the stored value, at most the id of a key.
 */
public final class SecretDecryptionException extends RuntimeException {

    /** Why a stored secret can't be read. */
    public enum Reason {
        /** It is encrypted under a key that isn't in the ring. */
        UNKNOWN_KEY,
        /** It was changed, or belongs to another row, or the ring holds another key under the same id. */
        NOT_AUTHENTIC,
        /** It doesn't have the form of a stored secret, or not the one that this cipher reads. */
        MALFORMED
    }

    private final Reason reason;

    SecretDecryptionException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns why the secret can't be read. */
    public Reason reason() {
        return reason;
    }
}
