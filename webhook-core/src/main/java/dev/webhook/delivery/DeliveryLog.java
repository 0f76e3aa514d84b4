package dev.webhook.delivery;

import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.List;
import java.util.Optional;

/**
 * Shows deliveries and attempts to operators.
 *
 * <p>Implementations are safe for use by many threads and many nodes. Every method throws
 * {@link dev.webhook.store.StoreUnavailableException} if the store can't be reached.
 */
public interface DeliveryLog {

    /** Returns the delivery, or empty if it never existed or its retention is over. */
    Optional<Delivery> find(DeliveryId id);

    /** Returns a delivery's attempts, the first first; none if the delivery is unknown. */
    List<Attempt> attempts(DeliveryId id);

    /** Returns the deliveries that {@code query} selects, newest first. */
    Page<Delivery> list(DeliveryQuery query, PageRequest page);

    /** Returns the attempts that {@code query} selects: newest delivery first, and of one delivery the last first. */
    Page<Attempt> listAttempts(AttemptQuery query, PageRequest page);
}
