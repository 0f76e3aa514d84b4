package dev.webhook.endpoint;

/** Why an endpoint was disabled; stores know each by its lower-case name. */
public enum DisableReason {
    /** An operator did it. */
    OPERATOR,
    /** The endpoint answered 410 Gone. */
    GONE,
    /** It failed for days without one success. */
    FAILING,
    /** It was deleted. */
    DELETED
}
