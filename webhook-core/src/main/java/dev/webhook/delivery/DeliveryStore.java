package dev.webhook.delivery;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps deliveries and their attempts, and is the judge of what is still to be done.
 *
 * <p>Implementations are safe for use by many threads and many nodes. They add their own clock's now to the durations
 * they are given. Every method throws {@link dev.webhook.store.StoreUnavailableException} if the store can't be
 * reached.
 */
public interface DeliveryStore {

    /**
     * Stores deliveries made by a replay, due at once, and raises their events' delivery counts, in one transaction.
     * Those that exist already are left as they are, so that the call can be repeated; the reconciler schedules them.
     *
     * @return what the caller must still schedule; empty if the store's transaction did it
     */
    List<ScheduledDelivery> create(List<NewDelivery> deliveries);

    /**
     * Returns the unfinished ones among the given deliveries. What is not returned is finished or unknown and belongs
     * in no queue.
     */
    List<LoadedDelivery> load(Collection<DeliveryId> ids);

    /**
     * Records outcomes, each exactly once, in one transaction: the attempt, the delivery's next state, a dead letter
     * if it was given up, the event's counts, and the endpoint's health and state.
     *
     * <p>A record is taken only if its delivery is unfinished and its next attempt number is the record's; see
     * {@link Recording.Result}. Records of one batch are of different deliveries.
     */
    Recording record(List<OutcomeRecord> records);

    /**
     * Returns unfinished deliveries in the order of their ids, for a slow walk over all of them.
     *
     * @param after the last id of the page before, or null to begin
     * @param limit the most to return
     */
    List<UnfinishedDelivery> unfinished(@Nullable DeliveryId after, int limit);

    /**
     * Returns unfinished deliveries that were made or fell due within the last {@code window}, in no certain order.
     *
     * @param limit the most to return
     */
    List<UnfinishedDelivery> recentlyDue(Duration window, int limit);

    /** Returns for how long the oldest due delivery has been waiting, or empty if none is due. */
    Optional<Duration> oldestDue();
}
