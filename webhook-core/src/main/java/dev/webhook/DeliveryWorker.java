package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DecisionPolicy;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeClassifier;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one claimed delivery through the pipeline: admit, sign, send, classify, decide, and on to the recorder, or back
 * to its lane if it may not be attempted now. Thread-safe.
 */
final class DeliveryWorker {

    /** Poison: so many leases ran out without a recorded outcome. */
    static final int MOST_LOST_LEASES = 5;

    /** What must be left of a lease beyond the attempt's timeout when the attempt begins. */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

    /** What waited longer for a thread is loaded again: endpoints may have been disabled, secrets revoked. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /** What was loaded longer ago isn't attempted: for so long an endpoint's old state, or another's attempt, may go unseen. */
    private static final Duration LONGEST_STALENESS = Duration.ofSeconds(1);

    /** By how much the rest of an open time may have shrunk between two questions. */
    private static final Duration RECHECK_TOLERANCE = Duration.ofSeconds(1);

    /** How long a delivery waits that could not be attempted because a store could not be reached. */
    private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(1);

    /** How long nothing must have failed until an outage is said to be over. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final DeliveryStore deliveries;
    private final DeliveryQueue queue;
    private final CircuitBreaker circuits;
    private final EndpointCache endpoints;
    private final RequestBuilder requests;
    private final HttpTransport transport;
    private final DecisionPolicy decisions;
    private final AttemptRecords attempts;
    private final OutcomeRecorder recorder;
    private final Slots slots;
    private final Duration lease;
    private final TimeSource time;
    private final DoubleSupplier jitter;
    private final Faults outages = new Faults(QUIET);
    private final Faults unreleased = new Faults(QUIET);
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    DeliveryWorker(
            DeliveryStore deliveries,
            DeliveryQueue queue,
            CircuitBreaker circuits,
            EndpointCache endpoints,
            RequestBuilder requests,
            HttpTransport transport,
            DecisionPolicy decisions,
            AttemptRecords attempts,
            OutcomeRecorder recorder,
            Slots slots,
            Duration lease,
            TimeSource time,
            DoubleSupplier jitter) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.circuits = circuits;
        this.endpoints = endpoints;
        this.requests = requests;
        this.transport = transport;
        this.decisions = decisions;
        this.attempts = attempts;
        this.recorder = recorder;
        this.slots = slots;
        this.lease = lease;
        this.time = time;
        this.jitter = jitter;
    }

    /** Interrupts the attempts under way and lets none begin any more; their leases are handed back. */
    void cancel() {
        cancelled = true;
        running.forEach(Thread::interrupt);
    }

    /** Runs the pipeline. The slot frees here, unless the recorder takes it over with an outcome. */
    void run(ClaimedDelivery claimed) {
        Optional<PendingOutcome> outcome = Optional.empty();
        running.add(Thread.currentThread());
        try {
            outcome = attempt(claimed);
            outages.over("What is claimed can be attempted again");
        } catch (StoreUnavailableException e) {
            outages.met("What is claimed can't be attempted and goes back to its lane", e);
            release(claimed.lease(), OUTAGE_PAUSE);
        } catch (RuntimeException e) {
            log.error(
                    "Delivery {} can't be attempted because of a fault of this node; it is tried again when its lease"
                            + " has run out, and given up as poison after {} times",
                    claimed.loaded().delivery().id(),
                    MOST_LOST_LEASES,
                    e);
        } finally {
            running.remove(Thread.currentThread());
            outcome.ifPresentOrElse(recorder::submit, () -> slots.free(List.of(claimed.lease())));
        }
    }

    private Optional<PendingOutcome> attempt(ClaimedDelivery handedOut) {
        ClaimedDelivery claimed = cancelled ? null : fresh(handedOut);
        if (claimed == null) {
            takeBack(handedOut, null);
            release(handedOut.lease(), Duration.ZERO);
            return Optional.empty();
        }
        LoadedDelivery loaded = claimed.loaded();
        Endpoint endpoint = endpoints.get(loaded.delivery().endpointId(), loaded.endpointVersion());
        if (isStale(claimed) || isClaimedByOldLimits(handedOut, endpoint)) {
            takeBack(claimed, endpoint);
            release(claimed.lease(), Duration.ZERO);
            return Optional.empty();
        }
        Optional<FailureReason> end = endWithoutAttempt(claimed, endpoint);
        if (end.isPresent() || endpoint == null) {
            takeBack(claimed, endpoint);
            return Optional.of(ended(claimed, endpoint, end.orElse(FailureReason.DISABLED)));
        }
        return admit(claimed, endpoint).flatMap(this::send).map(this::conclude);
    }

    /** Returns what was loaded lately, or null if it isn't to be attempted any more. */
    private @Nullable ClaimedDelivery fresh(ClaimedDelivery claimed) {
        long now = time.nanoTime();
        if (now - claimed.loadedNanos() < LONGEST_WAIT.toNanos()) {
            return claimed;
        }
        return deliveries.load(List.of(claimed.loaded().delivery().id())).stream()
                .filter(again -> again.epoch().equals(claimed.lease().token().epoch())
                        && again.dueIn().compareTo(Duration.ZERO) <= 0)
                .map(again -> claimed.loadedAgain(again, now))
                .findFirst()
                .orElse(null);
    }

    /** Answers that were held up on their way are as old as their questions. */
    private boolean isStale(ClaimedDelivery claimed) {
        return time.nanoTime() - claimed.loadedNanos() >= LONGEST_STALENESS.toNanos();
    }

    /** If the endpoint was disabled then, there was none. */
    private static boolean isClaimedByOldLimits(ClaimedDelivery handedOut, @Nullable Endpoint endpoint) {
        return endpoint != null && endpoint.version() != handedOut.loaded().endpointVersion();
    }

    private static Optional<FailureReason> endWithoutAttempt(ClaimedDelivery claimed, @Nullable Endpoint endpoint) {
        if (claimed.lease().lostLeases() >= MOST_LOST_LEASES) {
            return Optional.of(FailureReason.POISON);
        }
        if (endpoint == null || !endpoint.takesDeliveries()) {
            return Optional.of(FailureReason.DISABLED);
        }
        return claimed.loaded().expiresIn().compareTo(Duration.ZERO) <= 0
                ? Optional.of(FailureReason.EXPIRED)
                : Optional.empty();
    }

    private static PendingOutcome ended(ClaimedDelivery claimed, @Nullable Endpoint endpoint, FailureReason reason) {
        Delivery delivery = claimed.loaded().delivery();
        OutcomeRecord record = new OutcomeRecord(
                UUID.randomUUID(),
                delivery.id(),
                claimed.lease(),
                delivery.attemptNumber(),
                null,
                new Decision.GiveUp(reason),
                EndpointEffect.NONE);
        return PendingOutcome.unreported(record, claimed.loaded().event(), endpoint, 0);
    }

    private Optional<AdmittedDelivery> admit(ClaimedDelivery claimed, Endpoint endpoint) {
        if (endpoint.state().status() == EndpointStatus.PAUSED) {
            return refuse(claimed, endpoint, DeliveryQueue.LONGEST_PARK);
        }
        Duration parked = claimed.loaded().endpointParkedFor();
        if (parked.compareTo(Duration.ZERO) > 0) {
            return refuse(claimed, endpoint, parked);
        }
        if (claimed.leaseLeft(lease, time.nanoTime())
                        .compareTo(requests.timeout(endpoint).plus(LEASE_MARGIN))
                < 0) {
            takeBack(claimed, endpoint);
            release(claimed.lease(), Duration.ZERO);
            return Optional.empty();
        }
        if (claimed.admission() instanceof CircuitAdmission.Refused refused) {
            return refuseForCircuit(claimed, endpoint, refused.retryIn());
        }
        return Optional.of(new AdmittedDelivery(claimed, endpoint, (CircuitAdmission.Permit) claimed.admission()));
    }

    /**
     * Looks at the circuit again once the lane is parked: if it has changed meanwhile, whoever changed it may have
     * opened the lane before it was parked here.
     */
    private Optional<AdmittedDelivery> refuseForCircuit(ClaimedDelivery claimed, Endpoint endpoint, Duration time) {
        queue.park(endpoint.id(), time);
        Duration left = circuits.status(endpoint.id()).remaining();
        if (left.compareTo(time.minus(RECHECK_TOLERANCE)) < 0) {
            queue.unpark(endpoint.id(), LaneLimits.of(endpoint), left);
        }
        release(claimed.lease(), Duration.ZERO);
        return Optional.empty();
    }

    /** Takes a permit back; those that were refused while a probe was under way have parked the lane for it. */
    private void takeBack(ClaimedDelivery claimed, @Nullable Endpoint endpoint) {
        if (claimed.admission() instanceof CircuitAdmission.Permit permit) {
            circuits.release(claimed.lease().lane(), permit);
            if (permit instanceof CircuitAdmission.Probe && endpoint != null) {
                queue.unpark(endpoint.id(), LaneLimits.of(endpoint), Duration.ZERO);
            }
        }
    }

    /** Parks the lane first, so that the delivery isn't claimed again before. */
    private Optional<AdmittedDelivery> refuse(ClaimedDelivery claimed, Endpoint endpoint, Duration time) {
        takeBack(claimed, endpoint);
        queue.park(claimed.lease().lane(), time);
        release(claimed.lease(), Duration.ZERO);
        return Optional.empty();
    }

    /**
     * Gives a lease back, or leaves it to run out if the queue can't be reached. An interrupt waits until that is done,
     * since it could end the call.
     */
    private void release(Lease held, Duration delay) {
        boolean interrupted = Thread.interrupted();
        try {
            queue.settle(List.of(new Settlement.Release(held, delay)));
            unreleased.over("Leases can be given back again");
        } catch (StoreUnavailableException e) {
            unreleased.met("Leases can't be given back and will run out", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Optional<SentDelivery> send(AdmittedDelivery admitted) {
        boolean sent = false;
        try {
            LoadedDelivery loaded = admitted.claimed().loaded();
            HttpRequest request =
                    requests.build(loaded.delivery(), loaded.event(), admitted.endpoint(), time.instant());
            if (!slots.begin(admitted.claimed().lease())) {
                release(admitted.claimed().lease(), Duration.ZERO);
                return Optional.empty();
            }
            long began = time.nanoTime();
            HttpResult result = transport.send(request);
            if (isCancelled(result)) {
                release(admitted.claimed().lease(), Duration.ZERO);
                return Optional.empty();
            }
            sent = true;
            return Optional.of(
                    new SentDelivery(admitted, request, result, began, Duration.ofNanos(time.nanoTime() - began)));
        } finally {
            if (!sent) {
                takeBack(admitted.claimed(), admitted.endpoint());
            }
        }
    }

    private static boolean isCancelled(HttpResult result) {
        return result instanceof HttpResult.Unreachable unreachable
                && unreachable.cause() == HttpResult.Cause.CANCELLED;
    }

    private PendingOutcome conclude(SentDelivery sent) {
        LoadedDelivery loaded = sent.admitted().claimed().loaded();
        Delivery delivery = loaded.delivery();
        Endpoint endpoint = sent.admitted().endpoint();
        Outcome outcome = OutcomeClassifier.classify(sent.result(), time.instant());
        Decision decision = decisions.decide(
                outcome,
                delivery.attemptNumber(),
                delivery.attemptLimit(),
                endpoint.settings().retryPolicy(),
                jitter.getAsDouble());
        AttemptReport attempt = attempts.of(delivery.attemptNumber(), outcome, sent);
        log.debug(
                "delivery={} event={} endpoint={} host={} attempt={} outcome={} took={}ms decision={}",
                delivery.id(),
                delivery.eventId(),
                endpoint.id(),
                endpoint.settings().url().host(),
                attempt.number(),
                outcome,
                sent.took().toMillis(),
                decision);
        OutcomeRecord record = new OutcomeRecord(
                UUID.randomUUID(),
                delivery.id(),
                sent.admitted().claimed().lease(),
                delivery.attemptNumber(),
                attempt,
                decision,
                decisions.effect(outcome));
        return new PendingOutcome(
                record,
                loaded.event(),
                endpoint,
                report(sent.admitted(), outcome),
                CircuitTransition.NONE,
                sent.sentNanos());
    }

    private @Nullable CircuitReport report(AdmittedDelivery admitted, Outcome outcome) {
        if (outcome instanceof Outcome.Blocked) {
            takeBack(admitted.claimed(), admitted.endpoint());
            return null;
        }
        return new CircuitReport(
                admitted.endpoint().id(), admitted.permit(), OutcomeClassifier.isEndpointFailure(outcome));
    }
}
