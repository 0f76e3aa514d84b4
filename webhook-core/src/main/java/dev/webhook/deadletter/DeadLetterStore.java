package dev.webhook.deadletter;

import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.List;
import java.util.Optional;

/**
 * Keeps dead letters. They are made by {@link dev.webhook.delivery.DeliveryStore#record}.
 *
 * <p>Implementations are safe for use by many threads and many nodes. Every method throws
 * {@link dev.webhook.store.StoreUnavailableException} if the store can't be reached.
 */
public interface DeadLetterStore {

    /** Returns the dead letter, or empty if it never existed or was cleaned up. */
    Optional<DeadLetter> find(DeadLetterId id);

    /** Returns the dead letters that {@code query} selects, newest first. */
    Page<DeadLetter> list(DeadLetterQuery query, PageRequest page);

    /**
     * Resolves or discards a pending dead letter.
     *
     * @return false if there is none or it isn't pending; it is left as it was
     */
    boolean resolve(DeadLetterId id, Resolution resolution);

    /**
     * Redrives dead letters in one transaction: each pending one becomes resolved with the notes {@code redriven}, its
     * delivery pending, due at once and with a higher attempt limit, and its event's failure count one lower. Attempt
     * numbers go on. A store that doesn't keep everything refuses what goes within a day.
     *
     * @param by who does it
     */
    RedriveRun redrive(List<Redrive> requests, String by);
}
