package dev.webhook.endpoint;

/** What the library and the operator let an endpoint do; stores know each by its lower-case name. */
public enum EndpointStatus {
    /** Deliveries are made and sent. */
    ACTIVE,
    /** Deliveries are made and wait, until they expire. */
    PAUSED,
    /** No deliveries are made, and waiting ones become dead letters. */
    DISABLED
}
