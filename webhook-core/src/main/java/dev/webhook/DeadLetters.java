package dev.webhook;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.RedriveRun;
import dev.webhook.deadletter.Resolution;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows dead letters, and does something about them.
 *
 * <p>All methods throw {@link dev.webhook.store.StoreUnavailableException} if store or queue can't be reached.
 * Thread-safe.
 */
public final class DeadLetters {

    private static final int CHUNK = 200;

    private final DeadLetterStore deadLetters;
    private final EndpointStore endpoints;
    private final DeliveryQueue queue;
    private final Duration expiry;
    private final Wakes wakes;

    DeadLetters(Storage storage, DeliveryQueue queue, Duration expiry, Wakes wakes) {
        this.deadLetters = storage.deadLetters();
        this.endpoints = storage.endpoints();
        this.queue = queue;
        this.expiry = expiry;
        this.wakes = wakes;
    }

    /** Returns the dead letter, or empty if it never existed or was cleaned up. */
    public Optional<DeadLetter> find(DeadLetterId id) {
        return deadLetters.find(id);
    }

    /** Returns the dead letters that {@code query} selects, newest first. */
    public Page<DeadLetter> list(DeadLetterQuery query, PageRequest page) {
        return deadLetters.list(query, page);
    }

    /**
     * Marks a pending dead letter as dealt with.
     *
     * @param by who did it
     * @param notes why or how, or null
     * @return false if there is none or it isn't pending
     */
    public boolean resolve(DeadLetterId id, String by, @Nullable String notes) {
        return deadLetters.resolve(id, new Resolution(DeadLetterStatus.RESOLVED, by, notes));
    }

    /**
     * Puts a pending dead letter aside.
     *
     * @param by who did it
     * @param notes why, or null
     * @return false if there is none or it isn't pending
     */
    public boolean discard(DeadLetterId id, String by, @Nullable String notes) {
        return deadLetters.resolve(id, new Resolution(DeadLetterStatus.DISCARDED, by, notes));
    }

    /**
     * Puts a dead letter's delivery back on its lane with as many further attempts as its endpoint's retry policy
     * gives; attempt numbers go on. A new failure makes a new dead letter.
     *
     * @param by who does it
     */
    public Redrive.Result redrive(DeadLetterId id, String by) {
        return deadLetters
                .find(id)
                .map(letter -> redrive(List.of(letter), by).get(0))
                .orElse(Redrive.Result.UNKNOWN);
    }

    /**
     * Redrives all pending dead letters that {@code query} selects, in chunks; those of disabled endpoints stay,
     * and those whose retention is over.
     *
     * @param by who does it
     * @return how many ended how
     */
    public Map<Redrive.Result, Integer> redriveAll(DeadLetterQuery query, String by) {
        Map<Redrive.Result, Integer> counts = new EnumMap<>(Redrive.Result.class);
        DeadLetterQuery pending = query.in(DeadLetterStatus.PENDING);
        Optional<PageRequest> next = Optional.of(PageRequest.first(CHUNK));
        while (next.isPresent()) {
            Page<DeadLetter> page = deadLetters.list(pending, next.get());
            redrive(page.items(), by).forEach(result -> counts.merge(result, 1, Integer::sum));
            next = page.nextRequest(CHUNK);
        }
        return counts;
    }

    private List<Redrive.Result> redrive(List<DeadLetter> letters, String by) {
        RedriveRun run =
                deadLetters.redrive(letters.stream().map(this::redriveOf).toList(), by);
        queue.schedule(run.toSchedule());
        wakes.scheduled(letters.size());
        return run.results();
    }

    private Redrive redriveOf(DeadLetter letter) {
        int attempts = endpoints
                .find(letter.endpointId())
                .map(endpoint -> endpoint.settings().retryPolicy().maxAttempts())
                .orElse(1);
        return new Redrive(letter.id(), attempts, expiry);
    }
}
