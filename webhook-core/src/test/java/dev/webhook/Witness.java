package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.RedriveRun;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.InboxEvent;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.endpoint.Subscription;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.http.HttpRequest;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sees everything that takes effect in a simulated world, whoever hears of it, and has it judged. */
@SuppressWarnings("unchecked")
final class Witness {

    private static final PageRequest ALL = PageRequest.first(PageRequest.MAX_SIZE);

    /** How old what a worker knows of an endpoint may be. */
    private static final Duration LATELY = Duration.ofSeconds(1);

    final Leases leases;
    final Requests requests;
    final CircuitModel circuits;
    final StoreAudit store;

    private final Simulation world;
    private final History<EndpointId, Endpoint> endpoints = new History<>();
    private final History<DeliveryId, Delivery> deliveries = new History<>();
    private final NavigableSet<EndpointId> registered = new TreeSet<>();
    private boolean changed;
    private int depth;

    /** What a call does. */
    interface Effect {

        Object of(Object... arguments) throws Throwable;
    }

    Witness(Simulation world, Findings findings) {
        this.world = world;
        this.leases = new Leases(findings);
        this.requests = new Requests(findings);
        this.circuits = new CircuitModel(findings, SimulatedNode.CIRCUITS.probeTime());
        this.store = new StoreAudit(findings, requests::isTaken);
    }

    /** Tells whether a call is under way, so that another is made within its transaction. */
    boolean isWithinCall() {
        return depth > 0;
    }

    /** Lets a call take effect, and sees it. */
    @Nullable
    Object see(String call, Object @Nullable [] arguments, Effect effect) throws Throwable {
        depth++;
        try {
            return switch (call) {
                case "EventInbox.route" -> route(arguments, effect);
                case "DeliveryStore.record" -> record((List<OutcomeRecord>) arguments[0], effect);
                default -> {
                    Object reply = effect.of(arguments);
                    saw(call, arguments, reply);
                    yield reply;
                }
            };
        } finally {
            depth--;
        }
    }

    private void saw(String call, Object @Nullable [] arguments, Object reply) {
        Instant now = world.now();
        switch (call) {
            case "DeliveryStore.create", "EndpointStore.create", "EndpointStore.update" -> changed = true;
            case "DeadLetterStore.redrive" -> redriven((List<Redrive>) arguments[0], (RedriveRun) reply);
            case "DeliveryQueue.schedule" ->
                ((List<ScheduledDelivery>) arguments[0]).forEach(one -> leases.limited(one.lane(), one.limits()));
            case "DeliveryQueue.unpark" -> leases.limited((EndpointId) arguments[0], (LaneLimits) arguments[1]);
            case "DeliveryQueue.claim" -> {
                for (Lease lease : (List<Lease>) reply) {
                    world.tell("claims " + world.names.of(lease.deliveryId()));
                    leases.claimed(now, lease, ((ClaimRequest) arguments[0]).lease(), cap(lease));
                }
            }
            case "DeliveryQueue.settle" -> {
                List<Settlement> late = (List<Settlement>) reply;
                ((List<Settlement>) arguments[0]).forEach(one -> leases.settled(one, late.contains(one)));
            }
            default -> sawCircuit(call, arguments, reply);
        }
    }

    private void sawCircuit(String call, Object @Nullable [] arguments, Object reply) {
        Instant now = world.now();
        switch (call) {
            case "CircuitBreaker.admit" -> {
                List<EndpointId> asked = (List<EndpointId>) arguments[0];
                List<CircuitAdmission> answers = (List<CircuitAdmission>) reply;
                for (int i = 0; i < asked.size(); i++) {
                    circuits.answered(now, asked.get(i), answers.get(i));
                }
            }
            case "CircuitBreaker.report" -> {
                List<CircuitReport> reports = (List<CircuitReport>) arguments[0];
                List<CircuitTransition> transitions = (List<CircuitTransition>) reply;
                for (int i = 0; i < reports.size(); i++) {
                    CircuitReport report = reports.get(i);
                    circuits.reported(now, report.endpoint(), report.permit(), transitions.get(i));
                }
            }
            case "CircuitBreaker.release" ->
                circuits.released((EndpointId) arguments[0], (CircuitAdmission.Permit) arguments[1]);
            case "CircuitBreaker.reset" -> circuits.reset((EndpointId) arguments[0]);
            default -> {}
        }
    }

    private int cap(Lease lease) {
        return endpoints.ever(lease.lane()).stream()
                .mapToInt(endpoint -> endpoint.settings().maxInFlight())
                .max()
                .orElseThrow();
    }

    private void redriven(List<Redrive> redrives, RedriveRun run) {
        changed = true;
        for (int i = 0; i < redrives.size(); i++) {
            if (run.results().get(i) == Redrive.Result.REDRIVEN) {
                DeadLetter letter =
                        world.storage.deadLetters().find(redrives.get(i).id()).orElseThrow();
                store.redriven(letter.deliveryId());
            }
        }
    }

    private Object route(Object[] arguments, Effect effect) throws Throwable {
        Map<EventId, Set<EndpointId>> matching = new HashMap<>();
        EventInbox.FanOut real = (EventInbox.FanOut) arguments[1];
        EventInbox.FanOut seen = (events, version) -> {
            for (InboxEvent event : events) {
                matching.put(event.event().id(), matching(event.event()));
            }
            return real.fanOut(events, version);
        };
        RoutingRun run = (RoutingRun) effect.of(arguments[0], seen);
        for (FannedOut one : run.routed()) {
            changed = true;
            world.tell("routes " + world.names.of(one.event().id()) + " to "
                    + one.deliveries().size() + " endpoints");
            store.routed(
                    one.event().id(),
                    Objects.requireNonNull(matching.get(one.event().id())));
        }
        return run;
    }

    /** Matches as the words say, without the product's matcher. */
    private Set<EndpointId> matching(Event event) {
        return stored().stream()
                .filter(endpoint ->
                        endpoint.settings().enabled() && endpoint.state().status() != EndpointStatus.DISABLED)
                .filter(endpoint -> event.userId().isEmpty() || event.userId().getAsLong() == endpoint.userId())
                .filter(endpoint -> endpoint.subscriptions().stream()
                        .anyMatch(
                                subscription -> wants(subscription, event.type().name())))
                .map(Endpoint::id)
                .collect(Collectors.toSet());
    }

    private static boolean wants(Subscription subscription, String type) {
        String pattern = subscription.eventType().pattern();
        return subscription.enabled()
                && (pattern.equals("*")
                        || pattern.equals(type)
                        || (pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1))));
    }

    private Object record(List<OutcomeRecord> records, Effect effect) throws Throwable {
        List<Delivery> before = new ArrayList<>();
        for (OutcomeRecord one : records) {
            before.add(delivery(one.deliveryId()));
        }
        Recording recording = (Recording) effect.of(records);
        changed = true;
        for (int i = 0; i < records.size(); i++) {
            OutcomeRecord one = records.get(i);
            DeliveryId id = one.deliveryId();
            Recording.Result result = recording.results().get(i);
            world.findings.happened("outcome " + result);
            world.tell(world.names.of(id) + " is " + result + " as "
                    + one.decision().getClass().getSimpleName() + " after attempt " + one.attemptNumber());
            requests.recorded(one, result, before.get(i), delivery(id), leases.isLost(id, world.now()));
        }
        return recording;
    }

    /** A reply has reached the task that called. */
    void delivered(String call, @Nullable Object reply) {
        Task task = world.running();
        if (!task.name.equals("claimer")) {
            return;
        }
        if (call.equals("DeliveryQueue.claim")) {
            task.claimed = (List<Lease>) Objects.requireNonNull(reply);
        } else if (call.equals("DeliveryStore.load")) {
            Map<DeliveryId, LoadedDelivery> loaded = new HashMap<>();
            ((List<LoadedDelivery>) Objects.requireNonNull(reply))
                    .forEach(one -> loaded.put(one.delivery().id(), one));
            for (Lease lease : task.claimed) {
                LoadedDelivery one = loaded.get(lease.deliveryId());
                if (one != null && isToBeAttempted(one, task.node)) {
                    task.toHandOut.add(new Task.HandedOut(lease));
                }
            }
        } else if (call.equals("CircuitBreaker.admit")) {
            int i = 0;
            for (Task.HandedOut one : task.toHandOut) {
                one.admission = ((List<CircuitAdmission>) Objects.requireNonNull(reply)).get(i++);
            }
        }
    }

    private static boolean isToBeAttempted(LoadedDelivery loaded, SimulatedNode by) {
        return loaded.dueIn().compareTo(Duration.ZERO) <= 0
                && !by.slots.holds(loaded.delivery().id(), loaded.delivery().attemptNumber());
    }

    /** An attempt of the running task begins. */
    Requests.Sent began(HttpRequest request) {
        Task task = world.running();
        Task.HandedOut handedOut = Objects.requireNonNull(task.handedOut);
        Leases.Held held = leases.of(handedOut.lease);
        EndpointId lane = handedOut.lease.lane();
        DeliveryId id = handedOut.lease.deliveryId();
        Instant from = world.now().minus(LATELY).minus(task.held);
        leases.sent(held);
        if (held.rate.isEmpty()
                && endpoints.ever(lane).get(0).settings().rateLimitPerMinute().isPresent()) {
            world.happened(
                    "attempts beside the rate",
                    world.names.of(id) + " was claimed while its lane drained, without a charge");
        }
        return requests.began(new Requests.Start(
                world.now(),
                task.node.instant(),
                held,
                handedOut.admission,
                deliveries.since(leases.isLost(id, world.now()) ? from : world.now(), id),
                endpoints.since(from, lane),
                endpoints.ever(lane),
                request,
                task.node::crashed));
    }

    private Delivery delivery(DeliveryId id) {
        return world.storage.deliveryLog().find(id).orElseThrow();
    }

    /** Returns all endpoints, deleted ones too, the newest first. */
    List<Endpoint> stored() {
        world.storage
                .endpoints()
                .list(EndpointQuery.all(), ALL)
                .items()
                .forEach(endpoint -> registered.add(endpoint.id()));
        return registered.descendingSet().stream()
                .map(id -> world.storage.endpoints().find(id).orElseThrow())
                .toList();
    }

    List<Delivery> deliveries() {
        return world.storage.deliveryLog().list(DeliveryQuery.all(), ALL).items();
    }

    List<DeadLetter> deadLetters() {
        return world.storage.deadLetters().list(DeadLetterQuery.all(), ALL).items();
    }

    /** Looks at all that is stored, if any of it may have changed. */
    void look() {
        if (!changed) {
            return;
        }
        changed = false;
        for (Endpoint endpoint : stored()) {
            endpoints.note(world.now(), endpoint.id(), endpoint.withHealth(EndpointHealth.NEW));
        }
        for (Delivery delivery : deliveries()) {
            deliveries.note(world.now(), delivery.id(), delivery);
            store.look(delivery, world.storage.deliveryLog().attempts(delivery.id()));
        }
    }

    void wiped() {
        leases.wiped();
    }

    void checkLanes(boolean exactly) {
        for (Endpoint endpoint : stored()) {
            LaneStatus lane = world.storage.queue().lane(endpoint.id());
            store.checkLane(endpoint.id(), lane.waiting() + lane.leased(), exactly);
        }
    }

    void atEnd(boolean faultless) {
        checkLanes(true);
        if (faultless) {
            leases.checkNoneLost();
        }
        requests.atEnd(faultless);
        deadLetters().forEach(letter -> world.findings.happened("dead letter " + letter.reason()));
        store.atEnd(world.storage.events().list(EventQuery.all(), ALL).items(), deadLetters());
    }
}
