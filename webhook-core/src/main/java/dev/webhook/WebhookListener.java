package dev.webhook;

import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.retention.HousekeepingReport;
import java.time.Duration;

/**
 * Hears what a dispatcher did. Every method does nothing unless it is overridden.
 *
 * <p>The contract:
 * <ul>
 *   <li>A method is called after what it tells was stored, and only by the dispatcher that did it.
 *   <li>{@link #published} is called by the publishing thread, or by the one that calls
 *       {@link PublishReceipt#committed()}; {@link #routed} and {@link #routingFailed} by the router's
 *       thread; {@link #overloaded} by the reconciler's; {@link #housekept} and {@link #housekeepingProgressed} by the
 *       housekeeper's; {@link #endpointDisabled} by the recorder's thread or by the operator's who disabled it; all others
 *       by the recorder's thread.
 *   <li>Of one attempt, {@link #attempted} comes first, then {@link #circuitOpened} or {@link #circuitClosed}, then
 *       {@link #delivered} or {@link #deadLettered}, then {@link #endpointDisabled}. Attempts of one delivery come in
 *       their order as long as one node makes them.
 *   <li>Methods must return at once and never block: the pipeline waits for them. Hand long work to a thread of your
 *       own. They may close the dispatcher: there, {@link WebhookDispatcher#close()} doesn't wait.
 *   <li>What a method throws is logged and otherwise ignored; the other listeners still hear of it.
 *   <li>A crash between the storing and the call loses the call; nothing is told twice.
 * </ul>
 *
 * <p>Implementations are thread-safe.
 */
public interface WebhookListener {

    /** An event was stored. A repeated publish, known by its idempotency key, isn't told. */
    default void published(Event event) {}

    /**
     * An event was fanned out, wholly or, if it goes to very many endpoints, in part.
     *
     * @param deliveries how many deliveries were made
     */
    default void routed(Event event, int deliveries) {}

    /**
     * An event can't be fanned out. It stays on record and can be rerouted.
     *
     * @param error why
     */
    default void routingFailed(Event event, String error) {}

    /** An attempt was made. */
    default void attempted(DeliveryReport report) {}

    /** A delivery ended in success. */
    default void delivered(DeliveryReport report) {}

    /** A delivery was given up, and a dead letter made. */
    default void deadLettered(DeliveryReport report) {}

    /**
     * An endpoint's circuit opened, or opened again after a failed probe.
     *
     * @param openFor for how long nothing is sent
     */
    default void circuitOpened(EndpointId endpoint, Duration openFor) {}

    /** An endpoint's circuit closed after a probe that succeeded. */
    default void circuitClosed(EndpointId endpoint) {}

    /** An endpoint was disabled. */
    default void endpointDisabled(Endpoint endpoint, DisableReason reason) {}

    /**
     * The node has had no free slot for attempts for a while: more is due than it can send.
     *
     * @param time for how long
     */
    default void overloaded(Duration time) {}

    /** The storage was kept in order, and there is something to report. */
    default void housekept(HousekeepingReport report) {}

    /**
     * Rows of a partition are being archived. Told every 10,000 rows, while it lasts.
     *
     * @param rows how many are done
     */
    default void housekeepingProgressed(String partition, long rows) {}
}
