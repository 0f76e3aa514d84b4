package dev.webhook.delivery;

import dev.webhook.event.EventId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Holds published events until their fan-out.
 *
 * <p>Implementations are safe for use by many threads and many nodes: no event is in two fan-outs at a time. Every
 * method throws {@link dev.webhook.store.StoreUnavailableException} if the store can't be reached.
 */
public interface EventInbox {

    /**
     * Fans out the oldest events that no other call has taken, in one transaction: takes them, reads the config
     * version, asks {@code fanOut}, stores the deliveries, due at once, and stamps the events. If {@code fanOut} or
     * the store fails, nothing of the batch is stored and all of it stays in the inbox.
     *
     * @param maxEvents the most events to take
     * @return what was stored; empty lists if the inbox held nothing to take
     */
    RoutingRun route(int maxEvents, FanOut fanOut);

    /**
     * Puts an event whose fan-out failed back into the inbox and clears its routing error. A fan-out in chunks goes on
     * after the last chunk that was stored, and the event's counts stay.
     *
     * @return false if there is no such event or its fan-out did not fail
     */
    boolean reroute(EventId id);

    /** Returns for how long the oldest event has been waiting, or empty if none waits. */
    Optional<Duration> oldest();

    /** Decides the fan-out of a batch, within the store's transaction; it may read other stores meanwhile. */
    @FunctionalInterface
    interface FanOut {

        /**
         * Returns what becomes of the first of {@code events}, at least one, in the same order; the rest stay as they
         * are.
         *
         * @param configVersion the config version as of now; whoever matches against an older one must reload
         */
        List<FannedOut> fanOut(List<InboxEvent> events, long configVersion);
    }
}
