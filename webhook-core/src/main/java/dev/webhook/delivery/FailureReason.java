package dev.webhook.delivery;

import java.util.Locale;

/** Why a delivery was given up; stores know each by its lower-case name. */
public enum FailureReason {
    /** Its attempts are used up. */
    EXHAUSTED,
    /** The endpoint answered with a status that the dispatcher was told not to retry. */
    PERMANENT,
    /** The endpoint answered 410 Gone, which also disables it. */
    GONE,
    /** The endpoint was disabled, switched off or deleted while the delivery waited. */
    DISABLED,
    /** It waited longer than a delivery may. */
    EXPIRED,
    /** Again and again its lease ran out without a recorded outcome: it probably kills its worker. */
    POISON,
    /** Its owner's data was erased. */
    ERASED;

    /** Returns the name by which stores and logs know the reason. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
