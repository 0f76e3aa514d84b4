package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.endpoint.Endpoint;

/**
 * A claimed delivery that may be attempted now: the pipeline's second stage.
 *
 * @param claimed the claimed delivery
 * @param endpoint where it goes
 * @param permit the circuit's leave
 */
record AdmittedDelivery(ClaimedDelivery claimed, Endpoint endpoint, CircuitAdmission.Permit permit) {}
