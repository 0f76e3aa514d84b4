package dev.webhook.testkit;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.Phase;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Deliveries for tests of listeners that count: a real dispatcher on storage in memory sends each event to
 * {@value #ENDPOINTS} endpoints, of which one attempt in ten fails and is made a second time. Receivers that answer from
 * memory keep the books, against which a listener's totals are held.
 *
 * <p>Every run is the same but for ids. Used by one thread; looked at by any once it is made.
 */
public final class AuditedRun {

    /** To how many endpoints each event goes, each on a host of its own. */
    public static final int ENDPOINTS = 20;

    private static final long USER = 42;
    private static final int SEED = 4711;
    private static final int SLOWEST_MILLIS = 400;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_ROUNDS = 100_000;

    private final ManualClock clock = ManualClock.create();
    private final Random chance = new Random(SEED);
    private final Map<String, EndpointId> endpointsByUrl = new LinkedHashMap<>();
    private final Map<EndpointId, Tally> tallies = new HashMap<>();
    private final Set<String> failedOnce = new HashSet<>();

    /** What the receiver of one endpoint has seen. */
    private static final class Tally {
        private final List<Duration> times = new ArrayList<>();
        private long succeeded;
        private long retrying;
        private long failed;
    }

    private AuditedRun() {}

    /**
     * Makes {@code deliveries} deliveries, to their end.
     *
     * @param deliveries how many; a multiple of {@value #ENDPOINTS}
     * @throws IllegalArgumentException if it is none
     */
    public static AuditedRun of(int deliveries, WebhookListener... listeners) {
        if (deliveries < ENDPOINTS || deliveries % ENDPOINTS != 0) {
            throw new IllegalArgumentException("deliveries must be a multiple of " + ENDPOINTS + ", not " + deliveries);
        }
        AuditedRun run = new AuditedRun();
        run.deliver(deliveries / ENDPOINTS, listeners);
        return run;
    }

    private void deliver(int events, WebhookListener... listeners) {
        InMemoryStorage storage = InMemoryStorage.create(clock);
        var builder = WebhookDispatcher.builder()
                .storage(storage)
                .timeSource(clock)
                .transport(new Receivers())
                .addressPolicy(AddressPolicy.unsafeForTests());
        Stream.of(listeners).forEach(builder::listener);
        try (WebhookDispatcher dispatcher = builder.build()) {
            for (int i = 0; i < ENDPOINTS; i++) {
                Endpoint endpoint = dispatcher
                        .endpoints()
                        .register(
                                USER,
                                EndpointSpec.url("https://host-" + i + ".example.com/hooks")
                                        .subscribe("*")
                                        .retryPolicy(RetryPolicy.fixed(PAUSE, 1)));
                endpointsByUrl.put(endpoint.settings().url().value(), endpoint.id());
                tallies.put(endpoint.id(), new Tally());
            }
            for (int i = 0; i < events; i++) {
                dispatcher.publish(NewEvent.forUser(USER, "order.created").json("{\"order\":" + i + "}"));
            }
            runToTheEnd(dispatcher, storage);
        }
    }

    private void runToTheEnd(WebhookDispatcher dispatcher, InMemoryStorage storage) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (dispatcher.runOnce() == 0) {
                if (storage.deliveries().unfinished(null, 1).isEmpty()) {
                    return;
                }
                clock.advance(PAUSE);
            }
        }
        throw new IllegalStateException("deliveries are left after " + MOST_ROUNDS + " rounds");
    }

    /** Answers each request after a time by the manual clock, and writes it down. */
    private final class Receivers implements HttpTransport {

        @Override
        public HttpResult send(HttpRequest request) {
            Duration took = Duration.ofMillis(chance.nextInt(SLOWEST_MILLIS) + 1L);
            clock.advance(took);
            boolean fails = chance.nextInt(10) == 0;
            Tally tally = Objects.requireNonNull(
                    tallies.get(endpointsByUrl.get(request.url().value())));
            tally.times.add(took);
            if (!fails) {
                tally.succeeded++;
            } else if (failedOnce.add(
                    request.headers().get("webhook-id") + request.url().value())) {
                tally.retrying++;
            } else {
                tally.failed++;
            }
            return new HttpResult.Response(fails ? 500 : 200, Map.of(), "", false, took, Map.of(Phase.ANSWER, took));
        }

        @Override
        public void close() {}
    }

    /** Returns the endpoints, from the host of each. */
    public Map<String, EndpointId> endpoints() {
        Map<String, EndpointId> byHost = new LinkedHashMap<>();
        endpointsByUrl.forEach((url, id) -> byHost.put(url.split("/", -1)[2], id));
        return byHost;
    }

    /** Returns how many attempts succeeded, each of which ended its delivery. */
    public long succeeded() {
        return tallies.values().stream().mapToLong(tally -> tally.succeeded).sum();
    }

    /** Returns how many attempts failed and were followed by another. */
    public long retrying() {
        return tallies.values().stream().mapToLong(tally -> tally.retrying).sum();
    }

    /** Returns how many attempts failed and ended their delivery. */
    public long failed() {
        return tallies.values().stream().mapToLong(tally -> tally.failed).sum();
    }

    /** Returns the part of an endpoint's attempts that succeeded, from 0 to 1. */
    public double availability(EndpointId endpoint) {
        Tally tally = tally(endpoint);
        return (double) tally.succeeded / tally.times.size();
    }

    /** Returns how long each attempt on an endpoint took, the shortest first. */
    public List<Duration> responseTimes(EndpointId endpoint) {
        return tally(endpoint).times.stream().sorted().toList();
    }

    private Tally tally(EndpointId endpoint) {
        return Objects.requireNonNull(tallies.get(endpoint), "an endpoint of another run");
    }
}
