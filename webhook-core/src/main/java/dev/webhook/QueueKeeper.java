package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.delivery.ActiveQueue;
import dev.webhook.delivery.ActiveQueueStore;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.UnfinishedDelivery;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the accelerator: while it can't be reached, the storage's queue is the active one; when it can again, it takes
 * over, and a queue that takes over is filled with all that is unfinished. Each node has one, and whichever sees something
 * first does it. While the storage can't be reached nothing is switched. Used by one thread at a time, but for the watch.
 */
final class QueueKeeper implements Loop.Work {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    /** For how long it must have been out of reach to count as lost. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(1);

    private static final Duration SHORTEST_HOLD = Duration.ofMinutes(1);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);
    private static final Duration BEAT_INTERVAL = Duration.ofSeconds(5);

    /** A node that fills a queue may be killed half-way: then another does it again. */
    private static final Duration LONGEST_FILL = Duration.ofSeconds(30);

    private static final Duration LATELY = Duration.ofMinutes(1);
    private static final int BATCH = 5_000;

    private final ActiveQueueStore store;
    private final DeliveryStore deliveries;
    private final Accelerator accelerator;
    private final SwitchingQueue queue;
    private final CircuitBreaker circuits;
    private final Signal scheduled;
    private final TimeSource time;
    private @Nullable Long failingSince;

    QueueKeeper(
            ActiveQueueStore store,
            DeliveryStore deliveries,
            Accelerator accelerator,
            SwitchingQueue queue,
            CircuitBreaker circuits,
            Signal scheduled,
            TimeSource time) {
        this.store = store;
        this.deliveries = deliveries;
        this.accelerator = accelerator;
        this.queue = queue;
        this.circuits = circuits;
        this.scheduled = scheduled;
        this.time = time;
    }

    /** Looks which queue is active; always returns 0. A loop of its own, which an accelerator that hangs doesn't hold up. */
    int watch() {
        ActiveQueue unused = queue.look();
        return 0;
    }

    /** Looks once; always returns 0, since the next look is due after a while, not at once. */
    @Override
    public int runOnce() {
        ActiveQueue active = queue.active();
        long looked = time.nanoTime();
        if (!queue.isAccelerated()) {
            failingSince = null;
            if (active.age().compareTo(active.hold()) >= 0) {
                takeOver(active);
            }
        } else if (isReachable(active)) {
            failingSince = null;
        } else if (isLost(looked)) {
            giveUp(active);
        }
        refillIfAbandoned(queue.look());
        if (failingSince == null) {
            queue.makeFailedCallsAgain();
        }
        return 0;
    }

    /** Asks the accelerator; one that keeps something else, or nothing, begins anew. */
    private boolean isReachable(ActiveQueue active) {
        try {
            OptionalLong beat = store.beat(active, BEAT_INTERVAL);
            boolean kept = beat.isPresent()
                    ? accelerator.beat(active.epoch(), beat.getAsLong())
                    : accelerator.keeps(active.epoch());
            // a node that has just won may not have begun yet
            if (!kept && (active.whole() || active.age().compareTo(LOST_AFTER) > 0)) {
                log.warn("{} has lost the queue; it is filled anew", accelerator.name());
                begin(active);
            }
            return true;
        } catch (StoreUnavailableException e) {
            log.debug("{} can't be reached", accelerator.name(), e);
            return false;
        }
    }

    /** All nodes that see it fail prepare for another queue while they wait. A call that hung has waited already. */
    private boolean isLost(long looked) {
        if (failingSince == null) {
            failingSince = looked;
            queue.postponeBegun();
        }
        return time.nanoTime() - failingSince >= LOST_AFTER.toNanos();
    }

    /** After a short life the next try is made later, so that one node's broken link can't switch for ever. */
    private void giveUp(ActiveQueue active) {
        Duration hold = holdAfter(active);
        store.activate(active, store.ownQueue(), hold).ifPresent(own -> {
            log.warn(
                    "{} can't be reached; the storage's own queue takes over, for {} s at least",
                    accelerator.name(),
                    hold.toSeconds());
            fill(own);
        });
        failingSince = null;
    }

    private static Duration holdAfter(ActiveQueue lost) {
        Duration twice = lost.hold().multipliedBy(2);
        boolean brief = lost.age().compareTo(LONGEST_HOLD) < 0;
        if (!brief || twice.compareTo(SHORTEST_HOLD) < 0) {
            return SHORTEST_HOLD;
        }
        return twice.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : twice;
    }

    private void takeOver(ActiveQueue own) {
        try {
            accelerator.keeps(own.epoch()); // whatever it says, it can be reached
        } catch (StoreUnavailableException e) {
            log.debug("{} can't be reached", accelerator.name(), e);
            return;
        }
        begin(own);
    }

    private void begin(ActiveQueue seen) {
        store.activate(seen, accelerator.name(), seen.hold()).ifPresent(begun -> {
            if (tryToBegin(begun)) {
                log.info("{} is the active queue", accelerator.name());
                fill(begun);
            } else {
                giveUp(begun);
            }
        });
    }

    /** Begins the epoch, unless the server refuses to write: it may answer all the same, and be full, or a replica. */
    private boolean tryToBegin(ActiveQueue begun) {
        try {
            accelerator.begin(begun.epoch());
            return true;
        } catch (StoreUnavailableException e) {
            log.debug("{} can't begin", accelerator.name(), e);
            return false;
        }
    }

    private void refillIfAbandoned(ActiveQueue active) {
        if (!active.whole() && active.age().compareTo(LONGEST_FILL) > 0) {
            fill(active);
        }
    }

    /**
     * Circuits come first, then what fell due lately, then all that is unfinished; what was scheduled meanwhile is scheduled
     * again.
     */
    private void fill(ActiveQueue active) {
        queue.use(active);
        long began = time.nanoTime();
        circuits.open(store.openCircuits());
        schedule(deliveries.recentlyDue(LATELY, BATCH));
        DeliveryId last = null;
        List<UnfinishedDelivery> page;
        long filled = 0;
        do {
            page = deliveries.unfinished(last, BATCH);
            schedule(page);
            filled += page.size();
            last = page.isEmpty() ? last : page.get(page.size() - 1).scheduled().deliveryId();
        } while (page.size() == BATCH);
        store.filled(active);
        if (queue.isAccelerated()) {
            store.emptyOwnQueue();
        }
        log.info(
                "Queue '{}' holds all {} unfinished deliveries, after {} ms",
                active.queue(),
                filled,
                Duration.ofNanos(time.nanoTime() - began).toMillis());
    }

    private void schedule(List<UnfinishedDelivery> page) {
        queue.fill(page.stream().map(UnfinishedDelivery::scheduled).toList());
        scheduled.raise();
    }
}
