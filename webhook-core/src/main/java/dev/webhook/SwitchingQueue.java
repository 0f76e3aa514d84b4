package dev.webhook;

import dev.webhook.delivery.ActiveQueue;
import dev.webhook.delivery.ActiveQueueStore;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue as a dispatcher with an accelerator uses it: whichever is active. What this node knows of that may be old: then
 * its claims are void, and what it schedules is refused, or found by the reconciler.
 *
 * <p>A queue that takes over doesn't know what is in flight. So that it isn't sent twice, each node has the store postpone
 * what it is attempting before it goes by a new epoch, and begins nothing any more that it claimed before; and nobody claims in
 * the epoch's first moments, when others may not have heard of it yet.
 *
 * <p>Thread-safe.
 */
final class SwitchingQueue implements DeliveryQueue {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private static final Duration LONGEST_TRUST = Duration.ofSeconds(5);
    private static final int MOST_FAILED = 1_000;

    /** Several times as long as nodes take from one look to the next. */
    private static final Duration GRACE = Duration.ofMillis(400);

    private final DeliveryQueue own;
    private final DeliveryQueue accelerated;
    private final ActiveQueueStore store;
    private final Slots slots;
    private final Duration lease;
    private final TimeSource time;
    private final Queue<Consumer<DeliveryQueue>> failed = new LinkedBlockingQueue<>(MOST_FAILED);
    private volatile @Nullable Known known;

    /** What was active when it was last asked for. */
    private record Known(ActiveQueue active, long nanos) {}

    /** @param lease how long an attempt can be under way */
    SwitchingQueue(
            Storage storage,
            ActiveQueueStore store,
            Accelerator accelerator,
            Slots slots,
            Duration lease,
            TimeSource time) {
        this.slots = slots;
        this.lease = lease;
        this.own = storage.queue();
        this.accelerated = accelerator.queue(() -> active().epoch());
        this.store = store;
        this.time = time;
    }

    /** Asks the store, and goes by its answer from now on. */
    synchronized ActiveQueue look() {
        ActiveQueue present = store.read();
        use(present);
        return present;
    }

    /** Goes by {@code present} from now on. An older answer of the store doesn't come in between. */
    synchronized void use(ActiveQueue present) {
        Known last = known;
        slots.enter(present.epoch());
        if (last != null && !last.active.epoch().equals(present.epoch())) {
            postponeBegun();
        }
        known = new Known(present, time.nanoTime());
    }

    /** Keeps what this node is attempting from being attempted by others before a lease would have run out. */
    void postponeBegun() {
        store.postpone(slots.begun(), lease);
    }

    private boolean hasJustBegun() {
        Known last = known();
        return last.active.age().plusNanos(time.nanoTime() - last.nanos).compareTo(GRACE) < 0;
    }

    /** Returns what is active, as far as this node knows. */
    ActiveQueue active() {
        return known().active;
    }

    /** The keeper asks often; where none runs, whoever needs it does. */
    private Known known() {
        Known last = known;
        if (last == null || time.nanoTime() - last.nanos >= LONGEST_TRUST.toNanos()) {
            look();
            return Objects.requireNonNull(known);
        }
        return last;
    }

    /** Tells whether the accelerator's queue is the active one, as far as this node knows. */
    boolean isAccelerated() {
        return !active().queue().equals(store.ownQueue());
    }

    /** While the accelerator can't be reached there is nothing to claim: that it can't is said by who watches it. */
    @Override
    public List<Lease> claim(ClaimRequest request) {
        if (hasJustBegun()) {
            return List.of();
        }
        return isAccelerated() ? tried(() -> accelerated.claim(request), List::of) : own.claim(request);
    }

    /** What can't be scheduled is tried again, or found when the queue that takes over is filled. */
    @Override
    public void schedule(List<ScheduledDelivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        if (!isAccelerated()) {
            look(); // the store has scheduled by itself, unless it isn't the active one any more
        }
        does(queue -> queue.schedule(deliveries));
    }

    /** Schedules, and fails if the active queue can't be reached. */
    void fill(List<ScheduledDelivery> deliveries) {
        (isAccelerated() ? accelerated : own).schedule(deliveries);
    }

    @Override
    public List<Settlement> settle(List<Settlement> settlements) {
        if (!isAccelerated()) {
            return own.settle(settlements);
        }
        return tried(() -> accelerated.settle(settlements), () -> {
            again(queue -> queue.settle(settlements));
            return List.of();
        });
    }

    @Override
    public void park(EndpointId lane, Duration time) {
        does(queue -> queue.park(lane, time));
    }

    @Override
    public void unpark(EndpointId lane, LaneLimits limits, Duration remaining) {
        does(queue -> queue.unpark(lane, limits, remaining));
    }

    @Override
    public LaneStatus lane(EndpointId lane) {
        return (isAccelerated() ? accelerated : own).lane(lane);
    }

    @Override
    public QueueStatus status() {
        return (isAccelerated() ? accelerated : own).status();
    }

    private void does(Consumer<DeliveryQueue> call) {
        if (!isAccelerated()) {
            call.accept(own);
            return;
        }
        tried(
                () -> {
                    call.accept(accelerated);
                    return true;
                },
                () -> again(call));
    }

    private static <T> T tried(Supplier<T> call, Supplier<T> otherwise) {
        try {
            return call.get();
        } catch (StoreUnavailableException e) {
            log.debug("The accelerator's queue can't be reached", e);
            return otherwise.get();
        }
    }

    /** Beyond the most that are kept, leases run out and the reconciler schedules. */
    private boolean again(Consumer<DeliveryQueue> call) {
        return failed.offer(call);
    }

    /** Makes the calls again that have failed, whichever queue is active by now: leases of another epoch settle nothing. */
    void makeFailedCallsAgain() {
        for (Consumer<DeliveryQueue> call = failed.poll(); call != null; call = failed.poll()) {
            try {
                call.accept(isAccelerated() ? accelerated : own);
            } catch (StoreUnavailableException e) {
                log.debug("The queue can't be reached yet", e);
                boolean unused = again(call);
                return;
            }
        }
    }
}
