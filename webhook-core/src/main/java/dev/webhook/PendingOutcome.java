package dev.webhook;

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
 * @param transition what the attempt did to the circuit
 * @param sentNanos the time source's count when the attempt began
 */
record PendingOutcome(
        OutcomeRecord record, Event event, @Nullable Endpoint endpoint, CircuitTransition transition, long sentNanos) {

    /** Returns the record with the attempt's age as of now. */
    OutcomeRecord aged(long nowNanos) {
        AttemptReport attempt = record.attempt();
        return attempt == null ? record : record.withAttempt(attempt.aged(Duration.ofNanos(nowNanos - sentNanos)));
    }

    DeliveryReport report() {
        return new DeliveryReport(record.deliveryId(), event, endpoint, record.attempt(), record.decision());
    }
}
