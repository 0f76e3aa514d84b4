package dev.webhook.signing;

/**
 * Thrown when a received webhook is not known to be genuine and fresh.
 *
 * <p>The message names the header concerned but shows nothing of what was received, nor of a secret.
 */
public final class WebhookVerificationException extends RuntimeException {

    /** Why a webhook was refused. */
    public enum Reason {
        /** A header that the scheme needs is missing. */
        MISSING_HEADER,
        /** The id isn't 1 to 255 visible ASCII characters without full stop. */
        MALFORMED_ID,
        /** The timestamp isn't a number of seconds of 1 to 12 digits. */
        MALFORMED_TIMESTAMP,
        /** The timestamp lies further in the past than tolerated. */
        TOO_OLD,
        /** The timestamp lies further in the future than tolerated. */
        TOO_NEW,
        /** No signature was made with one of the verifier's secrets over this message. */
        NO_MATCHING_SIGNATURE
    }

    private final Reason reason;

    WebhookVerificationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns why the webhook was refused. */
    public Reason reason() {
        return reason;
    }
}
