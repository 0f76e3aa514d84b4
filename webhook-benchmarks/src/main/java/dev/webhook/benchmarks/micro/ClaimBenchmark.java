package dev.webhook.benchmarks.micro;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.memory.InMemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to claim and settle a delivery of the queue in memory, beside few and many that wait. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ClaimBenchmark {

    static final int BATCH = 64;

    private static final int LANES = 50;
    private static final ClaimRequest REQUEST = new ClaimRequest(BATCH, 8, BATCH, Duration.ofMinutes(1));
    private static final LaneLimits LIMITS =
            new LaneLimits(EndpointSettings.DEFAULT_MAX_IN_FLIGHT, OptionalInt.empty(), 1);

    /** How many deliveries are due, over 50 lanes. */
    @Param({"1000", "1000000"})
    int waiting;

    final DeliveryQueue queue = InMemoryStorage.create().queue();

    /** Fills the queue. */
    @Setup
    public void fill() {
        Instant now = Instant.now();
        List<EndpointId> lanes =
                Stream.generate(() -> EndpointId.at(now)).limit(LANES).toList();
        queue.schedule(IntStream.range(0, waiting)
                .mapToObj(i -> new ScheduledDelivery(DeliveryId.at(now), lanes.get(i % LANES), Duration.ZERO, LIMITS))
                .toList());
    }

    /** Claims a batch and puts it back to the end of its lanes, as after failures; returns what was settled too late. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<Settlement> claimAndSettle() {
        return queue.settle(claim().stream()
                .<Settlement>map(lease -> new Settlement.Reschedule(lease, Duration.ZERO, LaneSpeed.FAST))
                .toList());
    }

    List<Lease> claim() {
        return queue.claim(REQUEST);
    }
}
