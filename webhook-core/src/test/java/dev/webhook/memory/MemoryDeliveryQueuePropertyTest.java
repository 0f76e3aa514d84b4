package dev.webhook.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/** Runs of steps on the queue and on its model; each answer is judged, and at the end all that is unfinished comes out. */
@Tag("sweep")
class MemoryDeliveryQueuePropertyTest {

    private static final int LANES = 4;

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final DeliveryQueue queue = new MemoryDeliveryQueue(() -> now, "epoch");
    private final QueueModel model = new QueueModel();
    private final List<EndpointId> lanes = new ArrayList<>();
    private final List<DeliveryId> deliveries = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private long version = 1;

    /** One step; numbers that name something are taken modulo how many there are. */
    @FunctionalInterface
    interface Step {
        void on(MemoryDeliveryQueuePropertyTest run);
    }

    /** A step and how it is shown when it fails. */
    record Shown(String text, Step step) {

        @Override
        public String toString() {
            return text;
        }
    }

    @Property(tries = 500)
    void theQueueDoesWhatItsModelDoes(@ForAll("runs") List<Shown> steps) {
        MemoryDeliveryQueuePropertyTest run = new MemoryDeliveryQueuePropertyTest();
        for (int i = 0; i < LANES; i++) {
            run.lanes.add(EndpointId.at(run.now));
            run.schedule(i, 1, Duration.ZERO, 2);
        }
        for (Shown shown : steps) {
            shown.step().on(run);
            run.model.check(run.queue, run.now());
        }
        run.drain();
    }

    private long now() {
        return QueueModel.micros(Duration.between(Instant.EPOCH, now));
    }

    private void schedule(int lane, int count, Duration dueIn, int maxInFlight) {
        EndpointId id = lanes.get(lane % LANES);
        for (int i = 0; i < count; i++) {
            DeliveryId delivery = DeliveryId.at(now);
            deliveries.add(delivery);
            schedule(new ScheduledDelivery(delivery, id, dueIn, limits(id, maxInFlight)));
        }
    }

    private void schedule(ScheduledDelivery delivery) {
        queue.schedule(List.of(delivery));
        model.schedule(delivery, now());
    }

    /** Returns newer limits, or older ones if the lane must remember its own. */
    private LaneLimits limits(EndpointId lane, int maxInFlight) {
        boolean remembers =
                model.lanes.containsKey(lane) && !model.lanes.get(lane).items.isEmpty();
        long of = maxInFlight % 2 == 0 || !remembers ? ++version : 1;
        return new LaneLimits(maxInFlight, OptionalInt.empty(), of);
    }

    /** Repeats what was scheduled before, which moves it if it waits; one whose lease is lost may be either. */
    private void again(int delivery, Duration dueIn) {
        DeliveryId id = deliveries.get(delivery % deliveries.size());
        model.lanes.values().stream()
                .filter(lane ->
                        lane.items.containsKey(id) && !lane.items.get(id).lost(now()))
                .findFirst()
                .ifPresent(lane -> schedule(new ScheduledDelivery(id, lane.id, dueIn, lane.limits)));
    }

    private void claim(ClaimRequest request) {
        List<Lease> claimed = queue.claim(request);
        model.claimed(request, claimed, now());
        leases.addAll(claimed);
    }

    private void settle(List<Integer> which, int how, Duration delay, LaneSpeed speed) {
        List<Settlement> settlements = new ArrayList<>();
        for (int i : leases.isEmpty() ? List.<Integer>of() : which) {
            Lease lease = leases.get(leases.size() - 1 - i % leases.size());
            settlements.add(
                    switch (how) {
                        case 0, 1 -> new Settlement.Complete(lease, speed);
                        case 2, 3 -> new Settlement.Reschedule(lease, delay, speed);
                        default -> new Settlement.Release(lease, delay);
                    });
        }
        model.settled(settlements, queue.settle(settlements), now());
    }

    private void park(int lane, Duration time) {
        queue.park(lanes.get(lane % LANES), time);
        model.park(lanes.get(lane % LANES), time, now());
    }

    private void unpark(int lane, int maxInFlight, Duration remaining) {
        EndpointId id = lanes.get(lane % LANES);
        LaneLimits limits = limits(id, maxInFlight);
        queue.unpark(id, limits, remaining);
        model.unpark(id, limits, remaining, now());
    }

    private void drain() {
        Set<DeliveryId> unfinished = model.unfinished();
        Set<DeliveryId> drained = new HashSet<>();
        now = now.plus(Duration.ofDays(1));
        for (int i = 0; i < 4 * deliveries.size() + 8 && drained.size() < unfinished.size(); i++) {
            int before = leases.size();
            claim(new ClaimRequest(100, 100, 100, Duration.ofMinutes(1)));
            List<Lease> claimed = leases.subList(before, leases.size());
            claimed.forEach(lease -> drained.add(lease.deliveryId()));
            List<Settlement> done = claimed.stream()
                    .map(lease -> (Settlement) new Settlement.Complete(lease, LaneSpeed.FAST))
                    .toList();
            model.settled(done, queue.settle(done), now());
        }
        assertThat(drained).isEqualTo(unfinished);
    }

    @Provide
    Arbitrary<List<Shown>> runs() {
        Arbitrary<Integer> lane = Arbitraries.integers().between(0, LANES - 1);
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 5);
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 50);
        Arbitrary<Duration> time = Arbitraries.of(0, 0, 1, 30_000_000, 60_000_000, 90_000_000, 400_000_000)
                .map(micros -> Duration.ofNanos(micros * 1_000L));
        Arbitrary<Shown> schedule = Combinators.combine(lane, few, time, few)
                .as((of, count, due, cap) -> new Shown(
                        "schedule " + count + " on " + of + " due in " + due + " cap " + cap,
                        run -> run.schedule(of, count, due, cap)));
        Arbitrary<Shown> again = Combinators.combine(any, time)
                .as((of, due) -> new Shown("again " + of + " due in " + due, run -> run.again(of, due)));
        Arbitrary<Shown> claim = Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        few,
                        Arbitraries.integers().between(0, 3),
                        time.filter(lease -> !lease.isZero()))
                .as((max, perLane, slow, lease) -> new ClaimRequest(max, perLane, slow, lease))
                .map(request -> new Shown(request.toString(), run -> run.claim(request)));
        Arbitrary<Shown> park = Combinators.combine(lane, time)
                .as((of, until) -> new Shown("park " + of + " for " + until, run -> run.park(of, until)));
        Arbitrary<Shown> unpark = Combinators.combine(lane, few, time)
                .as((of, cap, left) ->
                        new Shown("unpark " + of + " but " + left + " cap " + cap, run -> run.unpark(of, cap, left)));
        Arbitrary<Shown> wait =
                time.map(forTime -> new Shown("wait " + forTime, run -> run.now = run.now.plus(forTime)));
        return Arbitraries.frequencyOf(
                        Tuple.of(3, schedule),
                        Tuple.of(1, again),
                        Tuple.of(6, claim),
                        Tuple.of(5, settle(any, time)),
                        Tuple.of(1, park),
                        Tuple.of(1, unpark),
                        Tuple.of(4, wait))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    private static Arbitrary<Shown> settle(Arbitrary<Integer> any, Arbitrary<Duration> time) {
        return Combinators.combine(
                        any.list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.integers().between(0, 5),
                        time,
                        Arbitraries.of(LaneSpeed.class))
                .as((which, how, delay, speed) -> new Shown(
                        "settle " + which + " as " + how + " in " + delay + " " + speed,
                        run -> run.settle(which, how, delay, speed)));
    }
}
