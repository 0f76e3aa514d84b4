package dev.webhook;

import dev.webhook.benchmarks.Bench;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.endpoint.Subscription;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.http.EndpointUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find the endpoints of an event: the data is read once, types and filters of its user's endpoints are
 * looked at, and deliveries are made for those that match. In this package for the table that the router does it with,
 * which nobody else may see.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RoutingBenchmark {

    private static final long USER = 7;
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final EndpointSettings SETTINGS = EndpointSettings.of(EndpointUrl.of("https://hooks.example.com/"));
    private static final Filter MATCHES = Filter.parse("{\"currency\":\"EUR\",\"total\":{\"gte\":10000}}");
    private static final Filter REFUSES = Filter.parse("{\"currency\":\"EUR\",\"items.price\":{\"gte\":10000}}");
    private static final Event EVENT = new Event(
            EventId.at(NOW),
            new EventType("order.placed"),
            EventData.of(Bench.DATA),
            OptionalLong.of(USER),
            null,
            Map.of());

    /** How many endpoints there are. One in ten is subscribed to the event's type, and every other one of them matches. */
    @Param({"1", "100", "10000"})
    int endpoints;

    private RoutingTable ofOneUser = table(0, i -> USER);
    private RoutingTable ofAUserEach = ofOneUser;

    /** Makes the endpoints. */
    @Setup
    public void register() {
        ofOneUser = table(endpoints, i -> USER);
        ofAUserEach = table(endpoints, i -> USER + i);
    }

    private static RoutingTable table(int endpoints, IntToLongFunction user) {
        return new RoutingTable(new RoutingSnapshot(
                1,
                IntStream.range(0, endpoints)
                        .mapToObj(i -> endpoint(i, user.applyAsLong(i)))
                        .toList()));
    }

    private static Endpoint endpoint(int number, long user) {
        String type = number % 10 == 0 ? "order.placed" : "order.changed_" + number % 10;
        Subscription subscription = new Subscription(
                SubscriptionId.at(NOW), new EventTypePattern(type), number % 20 == 0 ? MATCHES : REFUSES, true, NOW);
        return new Endpoint(
                EndpointId.at(NOW),
                user,
                SETTINGS,
                List.of(),
                List.of(subscription),
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                NOW,
                NOW);
    }

    /** Returns the deliveries of an event whose user has all endpoints. */
    @Benchmark
    public List<NewDelivery> allOfTheUser() {
        return match(ofOneUser);
    }

    /** Returns the deliveries of an event whose user has one of the endpoints. */
    @Benchmark
    public List<NewDelivery> oneOfTheUser() {
        return match(ofAUserEach);
    }

    private static List<NewDelivery> match(RoutingTable table) {
        return table.match(
                        EVENT,
                        null,
                        Integer.MAX_VALUE,
                        endpoint -> NewDelivery.to(
                                endpoint, EVENT.id(), EVENT.id().toString(), Duration.ofDays(3), DeliveryId.at(NOW)))
                .deliveries();
    }
}
