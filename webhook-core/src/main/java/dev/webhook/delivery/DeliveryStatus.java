package dev.webhook.delivery;

/** How far a delivery got; stores know each by its lower-case name. */
public enum DeliveryStatus {
    /** No attempt was recorded yet, or none since it was redriven. */
    PENDING,
    /** An attempt failed and another will be made. */
    RETRYING,
    /** The endpoint took it. */
    SUCCESS,
    /** It was given up; a dead letter tells why. */
    FAILED;

    /** Tells whether nothing more will happen unless the delivery is redriven. */
    public boolean finished() {
        return this == SUCCESS || this == FAILED;
    }
}
