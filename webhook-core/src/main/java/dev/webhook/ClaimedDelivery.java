package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LoadedDelivery;
import java.time.Duration;

/**
 * A delivery that was claimed, loaded and found due, and what its endpoint's circuit said: the pipeline's first stage.
 *
 * @param lease the lease
 * @param loaded the delivery as the store judges it
 * @param claimedNanos the time source's count before the claim was asked for
 * @param loadedNanos the same before it was loaded
 * @param admission whether the circuit lets it be attempted
 */
record ClaimedDelivery(
        Lease lease, LoadedDelivery loaded, long claimedNanos, long loadedNanos, CircuitAdmission admission) {

    /** Returns this as it was loaded again. */
    ClaimedDelivery loadedAgain(LoadedDelivery again, long nanos) {
        return new ClaimedDelivery(lease, again, claimedNanos, nanos, admission);
    }

    /** Returns what is left of a lease of {@code length}. */
    Duration leaseLeft(Duration length, long nowNanos) {
        return length.minusNanos(nowNanos - claimedNanos);
    }
}
