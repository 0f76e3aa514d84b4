package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps the node's slots busy: claims as much as there is room for, loads it, drops or puts back what is not to be
 * attempted now, and hands the rest to the worker. Used by one thread at a time.
 */
final class DeliveryClaimer implements Loop.Work {

    /** The fewest that a claim may take from a lane: so many of one don't keep many others waiting. */
    private static final int FEWEST_PER_LANE = 8;

    /** For how long a delivery is put back that this node is attempting: its lease was lost, by the queue. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);

    private final DeliveryQueue queue;
    private final DeliveryStore deliveries;
    private final CircuitBreaker circuits;
    private final OutcomeRecorder recorder;
    private final DeliveryWorker worker;
    private final Slots slots;
    private final Executor executor;
    private final Duration lease;
    private final TimeSource time;
    private int perLane = FEWEST_PER_LANE;

    DeliveryClaimer(
            DeliveryQueue queue,
            DeliveryStore deliveries,
            CircuitBreaker circuits,
            OutcomeRecorder recorder,
            DeliveryWorker worker,
            Slots slots,
            Executor executor,
            Duration lease,
            TimeSource time) {
        this.queue = queue;
        this.deliveries = deliveries;
        this.circuits = circuits;
        this.recorder = recorder;
        this.worker = worker;
        this.slots = slots;
        this.executor = executor;
        this.lease = lease;
        this.time = time;
    }

    /** Nothing is claimed that could not be attempted, or whose outcome could not be recorded. */
    @Override
    public boolean isHeld() {
        return slots.free() == 0 || recorder.stalled();
    }

    /** Claims once and returns how many deliveries it got rid of; what goes back to its lane is not among them. */
    @Override
    public int runOnce() {
        if (isHeld()) {
            return 0;
        }
        int room = slots.free();
        long claimedNanos = time.nanoTime();
        List<Lease> leases = queue.claim(new ClaimRequest(room, perLane, slots.freeForSlow(), lease));
        adapt(leases, room);
        long loadedNanos = time.nanoTime();
        return leases.isEmpty() ? 0 : handOut(leases, load(leases), claimedNanos, loadedNanos);
    }

    /** Few lanes may give more each, while there is room that they could fill; when all is taken, others may be waiting. */
    private void adapt(List<Lease> leases, int room) {
        if (leases.size() == room) {
            perLane = Math.max(FEWEST_PER_LANE, perLane / 2);
        } else if (most(leases) == perLane) {
            perLane = Math.min(2 * perLane, Math.max(FEWEST_PER_LANE, room));
        }
    }

    /** Returns how many the lane gave that gave most. */
    private static long most(List<Lease> leases) {
        return leases.stream().collect(Collectors.groupingBy(Lease::lane, Collectors.counting())).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private Map<DeliveryId, LoadedDelivery> load(List<Lease> leases) {
        try {
            return deliveries.load(leases.stream().map(Lease::deliveryId).toList()).stream()
                    .collect(Collectors.toMap(loaded -> loaded.delivery().id(), Function.identity()));
        } catch (RuntimeException e) {
            release(leases, e);
            throw e;
        }
    }

    private int handOut(
            List<Lease> leases, Map<DeliveryId, LoadedDelivery> loaded, long claimedNanos, long loadedNanos) {
        List<Settlement> finished = new ArrayList<>();
        List<Settlement> back = new ArrayList<>();
        List<Lease> due = new ArrayList<>();
        for (Lease lease : leases) {
            LoadedDelivery delivery = loaded.get(lease.deliveryId());
            if (delivery == null) {
                finished.add(new Settlement.Complete(lease, LaneSpeed.UNKNOWN));
            } else if (delivery.epoch().equals(lease.token().epoch())) {
                Duration wait = wait(delivery);
                if (wait.compareTo(Duration.ZERO) > 0) {
                    back.add(new Settlement.Release(lease, wait));
                } else {
                    due.add(lease);
                }
            }
        }
        Iterator<CircuitAdmission> admissions = admissions(due);
        for (Lease lease : due) {
            LoadedDelivery delivery = Objects.requireNonNull(loaded.get(lease.deliveryId()));
            if (!handOut(new ClaimedDelivery(lease, delivery, claimedNanos, loadedNanos, admissions.next()))) {
                back.add(new Settlement.Release(lease, Duration.ZERO));
            }
        }
        settle(finished);
        settle(back);
        return leases.size() - back.size();
    }

    private Duration wait(LoadedDelivery loaded) {
        return slots.holds(loaded.delivery().id(), loaded.delivery().attemptNumber()) ? UNDER_WAY : loaded.dueIn();
    }

    /** Asks for all together, as one by one each would wait for an answer of its own. */
    private Iterator<CircuitAdmission> admissions(List<Lease> due) {
        return due.isEmpty()
                ? Collections.emptyIterator()
                : circuits.admit(due.stream().map(Lease::lane).toList()).iterator();
    }

    private void settle(List<Settlement> settlements) {
        if (!settlements.isEmpty()) {
            queue.settle(settlements);
        }
    }

    /** Has a delivery attempted, and returns false if nobody will. */
    private boolean handOut(ClaimedDelivery claimed) {
        slots.take(claimed.lease(), claimed.loaded().delivery().attemptNumber());
        try {
            executor.execute(() -> worker.run(claimed));
            return true;
        } catch (RejectedExecutionException e) {
            slots.free(List.of(claimed.lease()));
            if (claimed.admission() instanceof CircuitAdmission.Permit permit) {
                circuits.release(claimed.lease().lane(), permit);
            }
            return false;
        }
    }

    private void release(List<Lease> leases, RuntimeException because) {
        try {
            queue.settle(leases.stream()
                    .map(lease -> (Settlement) new Settlement.Release(lease, Duration.ZERO))
                    .toList());
        } catch (StoreUnavailableException e) {
            because.addSuppressed(e);
        }
    }
}
