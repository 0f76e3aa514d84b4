package dev.webhook.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the recorder asks the store to record of one delivery: an attempt and what follows from it, or an end without
 * an attempt.
 *
 * <p>Immutable and thread-safe.
 *
 * @param outcomeId made by the worker; the same however often the record is tried
 * @param deliveryId the delivery
 * @param lease the lease under which it happened, or null if it was found expired without being claimed
 * @param attemptNumber the delivery's next attempt number when the worker loaded it; if the store has another by now,
 *     somebody else was faster
 * @param attempt the attempt, or null if none was made
 * @param decision what becomes of the delivery
 * @param effect what becomes of the endpoint
 */
public record OutcomeRecord(
        UUID outcomeId,
        DeliveryId deliveryId,
        @Nullable Lease lease,
        int attemptNumber,
        @Nullable AttemptReport attempt,
        Decision decision,
        EndpointEffect effect) {

    public OutcomeRecord {
        if (attempt == null && !(decision instanceof Decision.GiveUp)) {
            throw new IllegalArgumentException("without an attempt a delivery can only be given up, not " + decision);
        }
        if (attempt != null && attempt.number() != attemptNumber) {
            throw new IllegalArgumentException(
                    "the attempt's number " + attempt.number() + " must be the delivery's next, " + attemptNumber);
        }
    }

    /** Returns how the lease ends once this is recorded; empty if there is no lease. */
    public Optional<Settlement> settlement() {
        return Optional.ofNullable(lease).map(this::settlement);
    }

    private Settlement settlement(Lease held) {
        LaneSpeed speed = attempt == null ? LaneSpeed.UNKNOWN : LaneSpeed.of(attempt.took());
        return decision instanceof Decision.Retry retry
                ? new Settlement.Reschedule(held, retry.delay(), speed)
                : new Settlement.Complete(held, speed);
    }

    /** Returns why the last attempt failed or the delivery was given up, or null on success. */
    public @Nullable String errorMessage() {
        String error = attempt == null ? null : attempt.outcome().error();
        if (error == null && decision instanceof Decision.GiveUp end) {
            return end.reason().id();
        }
        return error;
    }

    /** Returns this record with the circuit opened for {@code time}, or closed by zero. */
    public OutcomeRecord withCircuitOpenFor(Duration time) {
        EndpointEffect also = new EndpointEffect(effect.parkFor(), time, effect.gone());
        return new OutcomeRecord(outcomeId, deliveryId, lease, attemptNumber, attempt, decision, also);
    }

    /** Returns this record with its attempt replaced, which must have the same number. */
    public OutcomeRecord withAttempt(AttemptReport replacement) {
        return new OutcomeRecord(outcomeId, deliveryId, lease, attemptNumber, replacement, decision, effect);
    }
}
