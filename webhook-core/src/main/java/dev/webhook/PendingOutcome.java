package dev.webhook;

import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An outcome on its way to the store: the pipeline's last stage.
 *
 * @param record what is to be recorded
 * @param event what the delivery brings
 * @param endpoint where it goes, or null if the endpoint is gone
 * @param report what the circuit is to hear of the attempt, or null if nothing
 * @param transition what the attempt did to the circuit, as far as it has heard of it
 * @param sentNanos the time source's count when the attempt began
 */
record PendingOutcome(
        OutcomeRecord record,
        Event event,
        @Nullable Endpoint endpoint,
        @Nullable CircuitReport report,
        CircuitTransition transition,
        long sentNanos) {

    /** Returns an outcome of which the circuit hears nothing. */
    static PendingOutcome unreported(OutcomeRecord record, Event event, @Nullable Endpoint endpoint, long sentNanos) {
        return new PendingOutcome(record, event, endpoint, null, CircuitTransition.NONE, sentNanos);
    }

    /** Returns this outcome once the circuit has heard of it. */
    PendingOutcome reported(CircuitTransition done) {
        OutcomeRecord after =
                done.kind() == CircuitTransition.Kind.NONE ? record : record.withCircuitOpenFor(done.openTime());
        return new PendingOutcome(after, event, endpoint, null, done, sentNanos);
    }

    /** Returns the record with the attempt's age as of now. */
    OutcomeRecord aged(long nowNanos) {
        AttemptReport attempt = record.attempt();
        return attempt == null ? record : record.withAttempt(attempt.aged(Duration.ofNanos(nowNanos - sentNanos)));
    }

    DeliveryReport news() {
        return new DeliveryReport(record.deliveryId(), event, endpoint, record.attempt(), record.decision());
    }
}
