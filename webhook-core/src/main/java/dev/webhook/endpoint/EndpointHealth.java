package dev.webhook.endpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint has been doing. It changes with recorded attempts and doesn't raise the endpoint's version.
 *
 * <p>Immutable and thread-safe.
 *
 * @param failureCount failed attempts since the last success
 * @param lastSuccessAt when an attempt last succeeded, or null; while one after the other does, the one on record may be
 *     up to 10 s older
 * @param lastFailureAt when an attempt last failed, or null
 * @param failingSince when the first failure after the last success was, or null if the last attempt succeeded
 * @param parkedUntil until when the endpoint asked to be left alone ({@code Retry-After}), or null
 * @param circuitOpenUntil until when its circuit was last opened, or null since it closed
 */
public record EndpointHealth(
        int failureCount,
        @Nullable Instant lastSuccessAt,
        @Nullable Instant lastFailureAt,
        @Nullable Instant failingSince,
        @Nullable Instant parkedUntil,
        @Nullable Instant circuitOpenUntil) {

    /** An endpoint that has seen no attempt. */
    public static final EndpointHealth NEW = new EndpointHealth(0, null, null, null, null, null);

    /** Returns this health after a successful attempt. */
    public EndpointHealth succeeded(Instant at) {
        return new EndpointHealth(0, at, lastFailureAt, null, parkedUntil, circuitOpenUntil);
    }

    /** Returns this health after a failed attempt. */
    public EndpointHealth failed(Instant at) {
        return new EndpointHealth(
                failureCount + 1,
                lastSuccessAt,
                at,
                failingSince == null ? at : failingSince,
                parkedUntil,
                circuitOpenUntil);
    }

    /** Returns this health with the endpoint parked until {@code until}, if that is later than it is now. */
    public EndpointHealth parked(Instant until) {
        Instant latest = parkedUntil == null || until.isAfter(parkedUntil) ? until : parkedUntil;
        return new EndpointHealth(failureCount, lastSuccessAt, lastFailureAt, failingSince, latest, circuitOpenUntil);
    }

    /** Returns this health with the circuit open until {@code until}, or closed if that is null. */
    public EndpointHealth circuit(@Nullable Instant until) {
        return new EndpointHealth(failureCount, lastSuccessAt, lastFailureAt, failingSince, parkedUntil, until);
    }

    /** Returns this health with nothing held against the endpoint any more, as after it was enabled. */
    public EndpointHealth forgiven() {
        return new EndpointHealth(0, lastSuccessAt, lastFailureAt, null, null, null);
    }
}
