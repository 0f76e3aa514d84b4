package dev.webhook;

import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.UnfinishedDelivery;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the queue against the store: schedules what fell due lately, walks slowly over all that is unfinished, and ends
 * what has expired. Its cost doesn't grow with the backlog. Used by one thread at a time.
 */
final class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final int MOST_DUE = 4_000;
    private static final int MOST_WALKED = 1_000;

    /** Reading what is unfinished takes no more of the time than one in so many parts. */
    private static final int SHARE = 50;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final DeliveryStore deliveries;
    private final DeliveryQueue queue;
    private final EndpointCache endpoints;
    private final OutcomeRecorder recorder;
    private final Slots slots;
    private final Duration interval;
    private final Duration lease;
    private final Duration overloadAfter;
    private final TimeSource time;
    private final Listeners listeners;
    private @Nullable DeliveryId walked;
    private long circleBegan;
    private long circleRead;
    private long nextCircle;
    private boolean overloaded;
    private volatile @Nullable Duration lastCircle;

    Reconciler(
            DeliveryStore deliveries,
            DeliveryQueue queue,
            EndpointCache endpoints,
            OutcomeRecorder recorder,
            Slots slots,
            Duration interval,
            Duration lease,
            Duration overloadAfter,
            TimeSource time,
            Listeners listeners) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.endpoints = endpoints;
        this.recorder = recorder;
        this.slots = slots;
        this.interval = interval;
        this.lease = lease;
        this.overloadAfter = overloadAfter;
        this.time = time;
        this.listeners = listeners;
        this.circleBegan = time.nanoTime();
        this.nextCircle = circleBegan;
    }

    /** Reconciles once; always returns 0, since the next run is due after the interval, not at once. */
    int runOnce() {
        watchLoad();
        schedule(deliveries.recentlyDue(interval.multipliedBy(3), MOST_DUE));
        if (walked != null || time.nanoTime() - nextCircle >= 0) {
            walk();
        }
        return 0;
    }

    /** Walks on by a page. A walk over nothing can take long too, where what was finished can't be removed yet. */
    private void walk() {
        long began = time.nanoTime();
        List<UnfinishedDelivery> page = deliveries.unfinished(walked, MOST_WALKED);
        circleRead += time.nanoTime() - began;
        schedule(page);
        page.stream().filter(this::isLongExpired).forEach(this::expire);
        if (page.size() < MOST_WALKED) {
            walked = null;
            lastCircle = Duration.ofNanos(time.nanoTime() - circleBegan);
            circleBegan = time.nanoTime();
            nextCircle = circleBegan + Math.min(SHARE * circleRead, LONGEST_PAUSE.toNanos());
            circleRead = 0;
        } else {
            walked = page.get(page.size() - 1).scheduled().deliveryId();
        }
    }

    /** Returns how long the last walk over all unfinished deliveries took, or null before the first one ended. */
    @Nullable
    Duration lastCircle() {
        return lastCircle;
    }

    private void schedule(List<UnfinishedDelivery> unfinished) {
        if (!unfinished.isEmpty()) {
            queue.schedule(
                    unfinished.stream().map(UnfinishedDelivery::scheduled).toList());
        }
    }

    /** A worker refuses what has expired, so after the length of a lease no attempt is under way any more. */
    private boolean isLongExpired(UnfinishedDelivery delivery) {
        return delivery.expiresIn().plus(lease).isNegative();
    }

    private void expire(UnfinishedDelivery expired) {
        for (LoadedDelivery loaded : deliveries.load(List.of(expired.scheduled().deliveryId()))) {
            OutcomeRecord record = new OutcomeRecord(
                    UUID.randomUUID(),
                    loaded.delivery().id(),
                    null,
                    loaded.delivery().attemptNumber(),
                    null,
                    new Decision.GiveUp(FailureReason.EXPIRED),
                    EndpointEffect.NONE);
            recorder.submit(PendingOutcome.unreported(
                    record,
                    loaded.event(),
                    endpoints.get(loaded.delivery().endpointId(), loaded.endpointVersion()),
                    0));
        }
    }

    private void watchLoad() {
        Duration full = slots.fullFor();
        boolean now = full.compareTo(overloadAfter) >= 0;
        if (now && !overloaded) {
            log.warn(
                    "No slot for attempts has been free for {} s: more is due than this node can send",
                    full.toSeconds());
            listeners.tell(listener -> listener.overloaded(full));
        }
        overloaded = now;
    }
}
