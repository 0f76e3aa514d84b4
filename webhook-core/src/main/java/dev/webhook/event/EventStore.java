package dev.webhook.event;

import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps events: the record of what was published.
 *
 * <p>Implementations are safe for use by many threads and many nodes. Every method throws
 * {@link dev.webhook.store.StoreUnavailableException} if the store can't be reached.
 */
public interface EventStore {

    /**
     * Stores events and puts each in the inbox for fan-out, all or none.
     *
     * <p>A publication whose idempotency key was used in the last 24 hours, or earlier in the list, stores nothing and
     * yields the id of the event that was stored first. An event that is stored already under its id is left as it
     * is, so that a call whose reply was lost can be repeated.
     *
     * @param publications what to store; their events have been checked
     * @return an id for each publication, in the same order
     * @throws IdempotencyConflictException if a key was used for other content; nothing is stored
     */
    List<EventId> append(List<Publication> publications);

    /**
     * Stores an event that is not fanned out, as if its fan-out had ended already: a test event, whose delivery its
     * sender makes. An event that exists already under the id is left as it is.
     */
    void keep(Event event);

    /** Returns the event, or empty if it never existed or its retention is over. */
    Optional<StoredEvent> find(EventId id);

    /**
     * Returns those of {@code events} that go within a day, or have gone, because their retention is over: nothing new may
     * be made of them. None, where nothing ever goes.
     */
    Set<EventId> leaving(Collection<EventId> events);

    /** Returns the events that {@code query} selects, newest first. */
    Page<StoredEvent> list(EventQuery query, PageRequest page);
}
