package dev.webhook.redis;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * The queue of lanes in Redis; each call is a script, or one for every {@value #BATCH} deliveries. Thread-safe.
 *
 * <p>A call that fails may have done its work. Scheduling, parking and unparking again is harmless; of a claim the leases
 * run out; a settlement that is repeated comes too late, which changes nothing.
 */
final class RedisDeliveryQueue implements DeliveryQueue {

    private static final int BATCH = 500;

    /** Whoever asks for more gets no more at a time, since a claim is one script. */
    private static final int LARGEST_CLAIM = 2_000;

    private static final Script SCHEDULE = Script.of("queue", "schedule");
    private static final Script CLAIM = Script.of("queue", "claim");
    private static final Script SETTLE = Script.of("queue", "settle");
    private static final Script PARK = Script.of("queue", "park");
    private static final Script UNPARK = Script.of("queue", "unpark");
    private static final Script LANE = Script.of("queue", "lane");
    private static final Script STATUS = Script.of("queue", "status");

    private final UnifiedJedis jedis;
    private final RedisKeys keys;
    private final Supplier<String> epoch;

    RedisDeliveryQueue(UnifiedJedis jedis, RedisKeys keys, Supplier<String> epoch) {
        this.jedis = jedis;
        this.keys = keys;
        this.epoch = epoch;
    }

    @Override
    public void schedule(List<ScheduledDelivery> deliveries) {
        for (List<ScheduledDelivery> batch : Batches.of(deliveries, BATCH)) {
            List<byte[]> arguments = new ArrayList<>();
            for (ScheduledDelivery delivery : batch) {
                arguments.add(Bytes.of(delivery.deliveryId().value()));
                arguments.add(Bytes.of(delivery.lane().value()));
                arguments.add(Bytes.of(delivery.dueIn()));
                add(arguments, delivery.limits());
            }
            run(SCHEDULE, arguments);
        }
    }

    @Override
    public List<Lease> claim(ClaimRequest request) {
        String present = epoch.get();
        List<byte[]> arguments = List.of(
                Bytes.of(Math.min(request.max(), LARGEST_CLAIM)),
                Bytes.of(request.perLane()),
                Bytes.of(request.maxSlow()),
                Bytes.of(request.lease()),
                Bytes.of(UUID.randomUUID().toString().substring(0, 8)));
        return list(run(CLAIM, arguments)).stream()
                .map(row -> lease(list(row), present))
                .toList();
    }

    private static Lease lease(List<?> row, String epoch) {
        return new Lease(
                new DeliveryId(Bytes.uuid(row.get(0))),
                new EndpointId(Bytes.uuid(row.get(1))),
                new LeaseToken(epoch, Bytes.text(row.get(2))),
                (int) number(row.get(3)),
                number(row.get(4)) == 1);
    }

    @Override
    public List<Settlement> settle(List<Settlement> settlements) {
        String present = epoch.get();
        Set<Integer> late = new HashSet<>();
        List<Integer> ours = new ArrayList<>();
        for (int i = 0; i < settlements.size(); i++) {
            if (settlements.get(i).lease().token().epoch().equals(present)) {
                ours.add(i);
            } else {
                late.add(i);
            }
        }
        for (List<Integer> batch : Batches.of(ours, BATCH)) {
            List<byte[]> arguments = new ArrayList<>();
            batch.forEach(i -> add(arguments, settlements.get(i)));
            list(run(SETTLE, arguments)).forEach(place -> late.add(batch.get((int) number(place) - 1)));
        }
        return late.stream().sorted().map(settlements::get).toList();
    }

    private static void add(List<byte[]> arguments, Settlement settlement) {
        arguments.add(Bytes.of(settlement.lease().deliveryId().value()));
        arguments.add(Bytes.of(settlement.lease().lane().value()));
        arguments.add(Bytes.of(settlement.lease().token().value()));
        if (settlement instanceof Settlement.Complete complete) {
            add(arguments, "complete", Duration.ZERO, complete.speed());
        } else if (settlement instanceof Settlement.Reschedule reschedule) {
            add(arguments, "reschedule", reschedule.delay(), reschedule.speed());
        } else if (settlement instanceof Settlement.Release release) {
            add(arguments, "release", release.delay(), LaneSpeed.UNKNOWN);
        }
    }

    private static void add(List<byte[]> arguments, String kind, Duration delay, LaneSpeed speed) {
        arguments.add(Bytes.of(kind));
        arguments.add(Bytes.of(delay));
        arguments.add(Bytes.of(speed.name().toLowerCase(Locale.ROOT)));
    }

    private static void add(List<byte[]> arguments, LaneLimits limits) {
        arguments.add(Bytes.of(limits.maxInFlight()));
        arguments.add(
                limits.ratePerMinute().isPresent()
                        ? Bytes.of(limits.ratePerMinute().getAsInt())
                        : Bytes.of(""));
        arguments.add(Bytes.of(limits.version()));
    }

    @Override
    public void park(EndpointId lane, Duration time) {
        if (time.compareTo(Duration.ZERO) > 0) {
            run(PARK, List.of(Bytes.of(lane.value()), Bytes.of(bounded(time))));
        }
    }

    @Override
    public void unpark(EndpointId lane, LaneLimits limits, Duration remaining) {
        List<byte[]> arguments = new ArrayList<>(List.of(Bytes.of(lane.value())));
        add(arguments, limits);
        arguments.add(Bytes.of(bounded(remaining)));
        run(UNPARK, arguments);
    }

    private static Duration bounded(Duration park) {
        return park.compareTo(LONGEST_PARK) > 0 ? LONGEST_PARK : park;
    }

    @Override
    public LaneStatus lane(EndpointId lane) {
        List<?> row = list(run(LANE, List.of(Bytes.of(lane.value()))));
        return new LaneStatus(
                (int) number(row.get(0)),
                (int) number(row.get(1)),
                Duration.of(number(row.get(2)), ChronoUnit.MICROS),
                number(row.get(3)) == 1);
    }

    @Override
    public QueueStatus status() {
        List<?> row = list(run(STATUS, List.of()));
        return new QueueStatus(number(row.get(0)), number(row.get(1)), number(row.get(2)));
    }

    private @Nullable Object run(Script script, List<byte[]> arguments) {
        return script.run(jedis, List.of(keys.lanes(), keys.stamp(epoch.get())), arguments);
    }

    private static List<?> list(@Nullable Object answer) {
        return (List<?>) Objects.requireNonNull(answer);
    }

    private static long number(Object answer) {
        return (Long) answer;
    }
}
