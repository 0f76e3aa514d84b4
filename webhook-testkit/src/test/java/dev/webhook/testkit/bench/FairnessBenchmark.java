package dev.webhook.testkit.bench;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures what one endpoint that hangs until its timeout costs the other 49: two dispatchers on one in-memory storage
 * deliver a steady stream to 50 endpoints, in rounds that alternate between all healthy and one hanging. Prints the
 * healthy endpoints' latency from publish to arrival, and the ratio of the two 99th percentiles, round by round.
 *
 * <p>Arguments: rounds (5), seconds a round (10), events a second (400).
 */
public final class FairnessBenchmark {

    private static final int ENDPOINTS = 50;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final int seconds;
    private final int rate;

    private FairnessBenchmark(int seconds, int rate) {
        this.seconds = seconds;
        this.rate = rate;
    }

    /** Runs the benchmark. */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int rate = args.length > 2 ? Integer.parseInt(args[2]) : 400;
        FairnessBenchmark benchmark = new FairnessBenchmark(seconds, rate);
        benchmark.round(false);
        List<Double> ratios = new ArrayList<>();
        System.out.printf(
                "%-6s %12s %12s %12s %12s %7s%n", "round", "p50 ms", "p99 ms", "p50 ms (1 hangs)", "p99 ms", "ratio");
        for (int i = 1; i <= rounds; i++) {
            boolean hangingFirst = i % 2 == 0;
            double[] first = benchmark.round(hangingFirst);
            double[] second = benchmark.round(!hangingFirst);
            double[] healthy = hangingFirst ? second : first;
            double[] hanging = hangingFirst ? first : second;
            ratios.add(hanging[1] / healthy[1]);
            System.out.printf(
                    "%-6d %12.2f %12.2f %16.2f %12.2f %7.2f%n",
                    i, healthy[0], healthy[1], hanging[0], hanging[1], hanging[1] / healthy[1]);
        }
        double[] sorted =
                ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "ratio of the p99s: median %.2f, from %.2f to %.2f%n",
                sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    /** Returns the healthy endpoints' median and 99th percentile in milliseconds. */
    private double[] round(boolean oneHangs) throws Exception {
        InMemoryStorage storage = InMemoryStorage.create();
        try (ArrivalLog receiver = new ArrivalLog();
                WebhookDispatcher first = dispatcher(storage, "first");
                WebhookDispatcher second = dispatcher(storage, "second")) {
            for (int user = 0; user < ENDPOINTS; user++) {
                boolean hangs = oneHangs && user == 0;
                first.endpoints()
                        .register(
                                user,
                                EndpointSpec.url(receiver.url(hangs ? "/hang" : "/ok"))
                                        .subscribe("*")
                                        .timeout(TIMEOUT)
                                        .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 50)));
            }
            int count = publish(first, second, receiver);
            int healthy = count - (count + ENDPOINTS - 1) / ENDPOINTS;
            receiver.await(oneHangs ? healthy : count, Duration.ofSeconds(30));
            return percentiles(receiver.latenciesMillis());
        }
    }

    private static WebhookDispatcher dispatcher(InMemoryStorage storage, String name) {
        return WebhookDispatcher.builder()
                .storage(storage)
                .name(name)
                .addressPolicy(AddressPolicy.unsafeForTests())
                .shutdownTimeout(Duration.ZERO)
                .build()
                .start();
    }

    /** Publishes at the steady rate, by turns through either dispatcher, and returns how many events. */
    private int publish(WebhookDispatcher first, WebhookDispatcher second, ArrivalLog receiver)
            throws InterruptedException {
        int count = seconds * rate;
        AtomicInteger next = new AtomicInteger();
        CountDownLatch left = new CountDownLatch(count);
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        Runnable tick = () -> {
            int i = next.getAndIncrement();
            if (i < count) {
                publish(i, i % 2 == 0 ? first : second, receiver);
                left.countDown();
            }
        };
        try {
            ScheduledFuture<?> ticking = pace.scheduleAtFixedRate(tick, 0, 1_000_000_000L / rate, TimeUnit.NANOSECONDS);
            left.await();
            ticking.cancel(false);
        } finally {
            pace.shutdownNow();
        }
        return count;
    }

    private static void publish(int i, WebhookDispatcher dispatcher, ArrivalLog receiver) {
        int user = i % ENDPOINTS;
        long before = System.nanoTime();
        EventId id = dispatcher.publish(NewEvent.forUser(user, "tick").json("{}"));
        if (user != 0) {
            receiver.published(id.toString(), before);
        }
    }

    private static double[] percentiles(double[] latencies) {
        Arrays.sort(latencies);
        return new double[] {latencies[latencies.length / 2], latencies[(int) (latencies.length * 0.99)]};
    }
}
