package dev.webhook.deadletter;

/** What an operator did about a dead letter; stores know each by its lower-case name. */
public enum DeadLetterStatus {
    /** Nothing yet. */
    PENDING,
    /** It was dealt with, by a redrive or in another way. */
    RESOLVED,
    /** It was put aside: nothing will be done. */
    DISCARDED
}
