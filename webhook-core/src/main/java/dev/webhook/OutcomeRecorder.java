package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
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

    private final DeliveryStore deliveries;
    private final DeliveryQueue queue;
    private final CircuitBreaker circuits;
    private final AutoDisabler autoDisabler;
    private final TimeSource time;
    private final Listeners listeners;
    private final Guard guard;
    private final Signal submitted;
    private final Queue<Submitted> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Submitted> waiting = new ArrayDeque<>();
    private volatile boolean stalled;

    private record Submitted(PendingOutcome outcome, Runnable done) {

        DeliveryId delivery() {
            return outcome.record().deliveryId();
        }

        Submitted reported(CircuitTransition transition) {
            return new Submitted(outcome.reported(transition), done);
        }
    }

    OutcomeRecorder(
            DeliveryStore deliveries,
            DeliveryQueue queue,
            CircuitBreaker circuits,
            AutoDisabler autoDisabler,
            TimeSource time,
            Listeners listeners,
            Guard guard,
            Signal submitted) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.circuits = circuits;
        this.autoDisabler = autoDisabler;
        this.time = time;
        this.listeners = listeners;
        this.guard = guard;
        this.submitted = submitted;
    }

    /**
     * Takes over an outcome.
     *
     * @param done run when the outcome is recorded or lost for good
     */
    void submit(PendingOutcome outcome, Runnable done) {
        arrived.add(new Submitted(outcome, done));
        submitted.raise();
    }

    /** Tells whether the last commit failed, so that nothing more should be claimed. */
    boolean stalled() {
        return stalled;
    }

    /** Records what has arrived and returns how many outcomes that was. */
    int runOnce() {
        takeUp();
        List<Submitted> batch = nextBatch();
        if (batch.isEmpty()) {
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

    /** Lets the circuits hear of what has arrived, once, however often it takes to record it. */
    private void takeUp() {
        List<Submitted> fresh = new ArrayList<>();
        for (Submitted next = arrived.poll(); next != null; next = arrived.poll()) {
            fresh.add(next);
        }
        List<CircuitReport> reports = fresh.stream()
                .flatMap(next -> Stream.ofNullable(next.outcome().report()))
                .toList();
        Iterator<CircuitTransition> transitions = reports.isEmpty()
                ? Collections.emptyIterator()
                : circuits.report(reports).iterator();
        for (Submitted next : fresh) {
            waiting.add(next.outcome().report() == null ? next : next.reported(transitions.next()));
        }
    }

    /** Takes outcomes of different deliveries; a second one of a delivery waits for the next batch. */
    private List<Submitted> nextBatch() {
        List<Submitted> batch = new ArrayList<>();
        List<Submitted> later = new ArrayList<>();
        Set<DeliveryId> taken = new HashSet<>();
        while (!waiting.isEmpty() && batch.size() < MOST_AT_ONCE) {
            Submitted next = waiting.remove();
            (taken.add(next.delivery()) ? batch : later).add(next);
        }
        waiting.addAll(later);
        return batch;
    }

    private Recording record(List<Submitted> batch) {
        return guard.call(() -> {
            long now = time.nanoTime();
            return deliveries.record(
                    batch.stream().map(next -> next.outcome().aged(now)).toList());
        });
    }

    private void recordOneByOne(List<Submitted> batch) {
        Queue<Submitted> left = new ArrayDeque<>(batch);
        while (!left.isEmpty()) {
            Submitted next = left.element();
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
                        next.delivery(),
                        e);
                next.done().run();
            }
            left.remove();
        }
    }

    /**
     * Does what follows from a commit. It never throws, so that nothing that is recorded is taken for unrecorded: what
     * fails here is made good by the end of the lease, or by the endpoint's next failure.
     */
    private void finish(List<Submitted> batch, Recording recording) {
        List<PendingOutcome> taken = taken(batch, recording);
        tried("Leases can't be settled and will run out", () -> settle(taken, recording));
        taken.forEach(this::tell);
        recording.disabled().forEach(endpoint -> drain(endpoint, DisableReason.GONE));
        tried(
                "Endpoints that have failed for long can't be disabled yet",
                () -> autoDisabler
                        .disableFailing(recording.health())
                        .forEach(endpoint -> drain(endpoint, DisableReason.FAILING)));
        batch.forEach(next -> next.done().run());
    }

    /** Those that count: recorded now, or by a call of ours whose reply was lost. */
    private static List<PendingOutcome> taken(List<Submitted> batch, Recording recording) {
        List<PendingOutcome> taken = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (recording.results().get(i) != Recording.Result.SUPERSEDED) {
                taken.add(batch.get(i).outcome());
            }
        }
        return taken;
    }

    private static void tried(String otherwise, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn(otherwise, e);
        }
    }

    private void settle(List<PendingOutcome> taken, Recording recording) {
        taken.forEach(outcome -> park(outcome.record()));
        queue.settle(recording.toSettle());
        taken.forEach(this::unparkAfterProbe);
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
