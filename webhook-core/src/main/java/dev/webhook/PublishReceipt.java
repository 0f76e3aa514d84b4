package dev.webhook;

import dev.webhook.event.EventId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What became of events that were published in a transaction of the caller's: they exist if it commits.
 *
 * <p>Thread-safe.
 */
public final class PublishReceipt {

    private final List<EventId> ids;
    private final Runnable committed;
    private final AtomicBoolean told = new AtomicBoolean();

    PublishReceipt(List<EventId> ids, Runnable committed) {
        this.ids = List.copyOf(ids);
        this.committed = committed;
    }

    /**
     * Returns an id for each event, in the order they were published in: its own, or that of the event that its
     * idempotency key stands for.
     */
    public List<EventId> ids() {
        return ids;
    }

    /**
     * Says that the transaction has committed: the dispatcher fans the events out at once, and its listeners hear that
     * they were published. Without this call the listeners don't hear of it, and the dispatcher finds the events at its
     * next look, or another node does. Never call it after a roll-back. A second call does nothing.
     */
    public void committed() {
        if (told.compareAndSet(false, true)) {
            committed.run();
        }
    }
}
