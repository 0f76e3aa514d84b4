package dev.webhook.jdbi;

/** Thrown by a step of a drop that isn't done now; says why in words for an operator. */
final class KeptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeptException(String reason) {
        super(reason);
    }

    KeptException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
