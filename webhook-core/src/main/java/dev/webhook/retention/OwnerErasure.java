package dev.webhook.retention;

/**
 * Erases what a store holds of an owner: of a user, that is, whose endpoints and events they are.
 *
 * <p>Rows stay, so that counts and listings go on adding up, but none holds anything that the owner, a publisher or a
 * receiver put there. Kept are ids, times, event types, the name of the publishing service, statuses
 * and limits.
 *
 * <p>Implementations are safe for use by many threads and many nodes.
 */
public interface OwnerErasure {

    /** Stands where a URL was. No host has that name. */
    String URL = "https://erased.invalid/";

    /** Stands where an event's data was. */
    String DATA = "{}";

    /** Stands where a text was that can't be missing; also who discards dead letters. */
    String TEXT = "erased";

    /**
     * Erases all that the store holds of a user:
     *
     * <ul>
     *   <li>Endpoints are deleted, also of their URLs, descriptions and filters. No secret needs to be read for it.
     *   <li>Events lose data, headers and idempotency keys; those that wait for their fan-out, or failed it, get none.
     *       Broadcasts are nobody's and stay.
     *   <li>Unfinished deliveries to the endpoints fail with {@code erased}, without a
     *       dead letter. An attempt that is under way is superseded when it is recorded, and leaves nothing.
     *   <li>Deliveries and attempts lose URLs, headers, bodies and errors.
     *   <li>Dead letters lose errors and notes, and pending ones are discarded.
     * </ul>
     *
     * <p>Endpoints come first, so that nothing new is made for them. All is done in many short transactions: what ended a
     * call in the middle leaves the user partly erased, and another call does the rest. What is published, registered or
     * fanned out for the user meanwhile may remain; call again until the {@linkplain ErasureReport#isEmpty() report is
     * empty}.
     *
     * @param user the user's id; one that owns nothing gets an empty report
     * @return what was erased now, and where more is that can't be
     * @throws dev.webhook.store.StoreUnavailableException if the store can't be reached, or the archive, which is asked
     *     last
     * @throws DamagedArchiveException if a manifest in the archive is damaged; in the store all is erased
     */
    ErasureReport erase(long user);
}
