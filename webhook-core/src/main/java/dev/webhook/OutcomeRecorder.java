package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records outcomes in groups: what arrives while one commit runs goes together in the next. An outcome stays here,
 * until the store has committed it. {@link #submit} is thread-safe; {@link #runOnce} is used by one
 * thread at a time.
 */
final class OutcomeRecorder {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final int MOST_AT_ONCE = 500;

    /** The leases of so many batches are kept while the queue can't be reached. */
    private static final int MOST_UNENDED = 100;

    private final DeliveryStore deliveries;
    private final DeliveryQueue queue;
    private final CircuitBreaker circuits;
    private final AutoDisabler autoDisabler;
    private final TimeSource time;
    private final Listeners listeners;
    private final Guard guard;
    private final Slots slots;
    private final Signal submitted;
    private final Queue<PendingOutcome> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<PendingOutcome> waiting = new ArrayDeque<>();
    private final Queue<List<Lease>> unended = new ArrayDeque<>();
    private volatile boolean stalled;

    OutcomeRecorder(
            DeliveryStore deliveries,
            DeliveryQueue queue,
            CircuitBreaker circuits,
            AutoDisabler autoDisabler,
            TimeSource time,
            Listeners listeners,
            Guard guard,
            Slots slots,
            Signal submitted) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.circuits = circuits;
        this.autoDisabler = autoDisabler;
        this.time = time;
        this.listeners = listeners;
        this.guard = guard;
        this.slots = slots;
        this.submitted = submitted;
    }

    /** Takes over an outcome, and its lease's slot until the outcome is recorded or lost for good. */
    void submit(PendingOutcome outcome) {
        arrived.add(outcome);
        submitted.raise();
    }

    /** Tells whether the last commit failed, so that nothing more should be claimed. */
    boolean stalled() {
        return stalled;
    }

    /** Records what has arrived and returns how many outcomes that was. */
    int runOnce() {
        takeUp();
        List<PendingOutcome> batch = nextBatch();
        if (batch.isEmpty()) {
            endLeft();
            return 0;
        }
        try {
            finish(batch, record(batch));
        } catch (StoreUnavailableException e) {
            stalled = true;
            waiting.addAll(batch);
            throw e;
        } catch (RuntimeException e) {
            log.warn("A batch of {} outcomes can't be recorded together; taking them one by one", batch.size(), e);
            recordOneByOne(batch);
        }
        stalled = false;
        return batch.size();
    }

    /**
     * Ends leases that couldn't be ended when their outcomes were recorded: their lane is short of them until they run out.
     * A delivery may have been redriven since, so they end by what the store says now.
     */
    private void endLeft() {
        try {
            for (List<Lease> next = unended.peek(); next != null; next = unended.peek()) {
                end(next);
                unended.remove();
            }
        } catch (StoreUnavailableException e) {
            log.debug("Leases can't be ended yet", e);
        } catch (RuntimeException e) {
            log.warn("Leases can't be ended and will run out", e);
            unended.remove();
        }
    }

    /** Lets the circuits hear of what has arrived, once, however often it takes to record it. */
    private void takeUp() {
        List<PendingOutcome> fresh = new ArrayList<>();
        for (PendingOutcome next = arrived.poll(); next != null; next = arrived.poll()) {
            fresh.add(next);
        }
        List<CircuitReport> reports =
                fresh.stream().flatMap(next -> Stream.ofNullable(next.report())).toList();
        Iterator<CircuitTransition> transitions = reports.isEmpty()
                ? Collections.emptyIterator()
                : circuits.report(reports).iterator();
        for (PendingOutcome next : fresh) {
            waiting.add(next.report() == null ? next : next.reported(transitions.next()));
        }
    }

    /** Takes outcomes of different deliveries; a second one of a delivery waits for the next batch. */
    private List<PendingOutcome> nextBatch() {
        List<PendingOutcome> batch = new ArrayList<>();
        List<PendingOutcome> later = new ArrayList<>();
        Set<DeliveryId> taken = new HashSet<>();
        while (!waiting.isEmpty() && batch.size() < MOST_AT_ONCE) {
            PendingOutcome next = waiting.remove();
            (taken.add(next.record().deliveryId()) ? batch : later).add(next);
        }
        waiting.addAll(later);
        return batch;
    }

    private Recording record(List<PendingOutcome> batch) {
        return guard.call(() -> {
            long now = time.nanoTime();
            return deliveries.record(batch.stream().map(next -> next.aged(now)).toList());
        });
    }

    private void recordOneByOne(List<PendingOutcome> batch) {
        Queue<PendingOutcome> left = new ArrayDeque<>(batch);
        while (!left.isEmpty()) {
            PendingOutcome next = left.element();
            try {
                finish(List.of(next), record(List.of(next)));
            } catch (StoreUnavailableException e) {
                stalled = true;
                waiting.addAll(left);
                throw e;
            } catch (RuntimeException e) {
                log.error(
                        "The outcome of delivery {} can't be recorded; the delivery is attempted again when its lease"
                                + " has run out",
                        next.record().deliveryId(),
                        e);
                freeSlots(List.of(next));
            }
            left.remove();
        }
    }

    /**
     * Does what follows from a commit. It never throws, so that nothing that is recorded is taken for unrecorded: what
     * fails here is made good by a later run, by the end of the lease, or by the endpoint's next failure.
     */
    private void finish(List<PendingOutcome> batch, Recording recording) {
        // what counts was recorded now, or by a call of ours whose reply was lost
        List<PendingOutcome> taken = where(batch, recording, result -> result != Recording.Result.SUPERSEDED);
        List<PendingOutcome> superseded = where(batch, recording, result -> result == Recording.Result.SUPERSEDED);
        ended(taken, () -> settle(taken, recording));
        ended(superseded, () -> end(leases(superseded)));
        taken.forEach(this::tell);
        recording.disabled().forEach(endpoint -> drain(endpoint, DisableReason.GONE));
        tried(
                "Endpoints that have failed for long can't be disabled yet",
                () -> autoDisabler
                        .disableFailing(recording.health())
                        .forEach(endpoint -> drain(endpoint, DisableReason.FAILING)));
        freeSlots(batch);
    }

    private void freeSlots(List<PendingOutcome> ended) {
        slots.free(leases(ended));
    }

    private static List<PendingOutcome> where(
            List<PendingOutcome> batch, Recording recording, Predicate<Recording.Result> result) {
        return IntStream.range(0, batch.size())
                .filter(i -> result.test(recording.results().get(i)))
                .mapToObj(batch::get)
                .toList();
    }

    private static List<Lease> leases(List<PendingOutcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> Stream.ofNullable(outcome.record().lease()))
                .toList();
    }

    /** Ends leases as what is on record by now would have it. */
    private void end(List<Lease> leases) {
        if (leases.isEmpty()) {
            return;
        }
        Map<DeliveryId, LoadedDelivery> unfinished =
                deliveries.load(leases.stream().map(Lease::deliveryId).toList()).stream()
                        .collect(Collectors.toMap(loaded -> loaded.delivery().id(), Function.identity()));
        queue.settle(leases.stream()
                .map(lease -> settlement(lease, unfinished.get(lease.deliveryId())))
                .toList());
    }

    private static Settlement settlement(Lease lease, @Nullable LoadedDelivery unfinished) {
        if (unfinished == null) {
            return new Settlement.Complete(lease, LaneSpeed.UNKNOWN);
        }
        Duration wait = unfinished.dueIn().isNegative() ? Duration.ZERO : unfinished.dueIn();
        return new Settlement.Reschedule(lease, wait, LaneSpeed.UNKNOWN);
    }

    private static void tried(String otherwise, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn(otherwise, e);
        }
    }

    /** Has {@code work} end the leases of {@code outcomes}; if the queue can't be reached, they are ended later. */
    private void ended(List<PendingOutcome> outcomes, Runnable work) {
        try {
            work.run();
        } catch (StoreUnavailableException e) {
            log.warn("Leases can't be ended yet", e);
            if (unended.size() == MOST_UNENDED) {
                unended.remove();
            }
            unended.add(leases(outcomes));
        } catch (RuntimeException e) {
            log.warn("Leases can't be ended and will run out", e);
        }
    }

    private void settle(List<PendingOutcome> taken, Recording recording) {
        taken.forEach(outcome -> park(outcome.record()));
        queue.settle(recording.toSettle());
        taken.forEach(this::unparkAfterProbe);
        endLeft();
    }

    /** Parks the lane of an endpoint that asked for it or whose circuit opened, before its leases end. */
    private void park(OutcomeRecord record) {
        Duration asked = record.effect().parkFor();
        Duration open = record.effect().circuitOpenFor();
        if (record.lease() != null && asked != null) {
            queue.park(record.lease().lane(), asked);
        }
        if (record.lease() != null && open != null) {
            queue.park(record.lease().lane(), open);
        }
    }

    /** Those that were refused while the probe was under way have parked the lane for longer than need be. */
    private void unparkAfterProbe(PendingOutcome outcome) {
        Endpoint endpoint = outcome.endpoint();
        CircuitTransition transition = outcome.transition();
        if (endpoint == null) {
            return;
        }
        if (transition.kind() == CircuitTransition.Kind.CLOSED) {
            queue.unpark(endpoint.id(), LaneLimits.of(endpoint), Duration.ZERO);
        } else if (transition.kind() == CircuitTransition.Kind.REOPENED) {
            Duration asked = outcome.record().effect().parkFor();
            Duration open = transition.openTime();
            Duration left = asked == null || asked.compareTo(open) < 0 ? open : asked;
            queue.unpark(endpoint.id(), LaneLimits.of(endpoint), left);
        }
    }

    private void tell(PendingOutcome outcome) {
        OutcomeRecord record = outcome.record();
        DeliveryReport report = outcome.news();
        if (record.attempt() != null) {
            listeners.tell(listener -> listener.attempted(report));
        }
        Endpoint endpoint = outcome.endpoint();
        if (endpoint != null && outcome.transition().kind() == CircuitTransition.Kind.CLOSED) {
            listeners.tell(listener -> listener.circuitClosed(endpoint.id()));
        } else if (endpoint != null && outcome.transition().kind() != CircuitTransition.Kind.NONE) {
            Duration openFor = outcome.transition().openTime();
            listeners.tell(listener -> listener.circuitOpened(endpoint.id(), openFor));
        }
        if (record.decision() instanceof Decision.Succeed) {
            listeners.tell(listener -> listener.delivered(report));
        } else if (record.decision() instanceof Decision.GiveUp) {
            listeners.tell(listener -> listener.deadLettered(report));
        }
    }

    /** Lets a disabled endpoint's waiting deliveries be claimed at once, so that they become dead letters. */
    private void drain(Endpoint endpoint, DisableReason reason) {
        log.warn(
                "Endpoint {} at {} was disabled: {}",
                endpoint.id(),
                endpoint.settings().url().host(),
                reason);
        tried(
                "The lane of a disabled endpoint can't be opened; it drains when its park ends",
                () -> queue.unpark(endpoint.id(), LaneLimits.of(endpoint), Duration.ZERO));
        listeners.tell(listener -> listener.endpointDisabled(endpoint, reason));
    }
}
