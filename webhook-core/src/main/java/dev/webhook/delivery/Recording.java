package dev.webhook.delivery;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import java.util.List;
import java.util.Map;

/**
 * What a store answers to a batch of outcome records.
 *
 * <p>Immutable and thread-safe.
 *
 * @param results one for each record, in the same order
 * @param toSettle what the caller must still tell the queue; empty if the store's transaction did it. A lease that is
 *     no longer the delivery's latest is passed over either way, and the record stands
 * @param health the health after the batch of each endpoint that had an attempt recorded
 * @param disabled the endpoints that this batch, or an earlier call of it whose reply was lost, disabled because they
 *     answered 410 Gone, as they are now
 */
public record Recording(
        List<Result> results,
        List<Settlement> toSettle,
        Map<EndpointId, EndpointHealth> health,
        List<Endpoint> disabled) {

    public Recording {
        results = List.copyOf(results);
        toSettle = List.copyOf(toSettle);
        health = Map.copyOf(health);
        disabled = List.copyOf(disabled);
    }

    /** What became of one record. */
    public enum Result {
        /** It was recorded now. */
        RECORDED,
        /** It was recorded before: the reply of that call was lost. */
        ALREADY_RECORDED,
        /** Another outcome was recorded in its place, or the delivery is gone; nothing was changed. */
        SUPERSEDED
    }
}
