package dev.webhook.micrometer;

import dev.webhook.Health;
import dev.webhook.WebhookDispatcher;
import dev.webhook.delivery.QueueStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a dispatcher is doing: its {@link WebhookDispatcher#health()}, asked for at most once a second, by the thread that
 * reads the gauges. What a store, queue or circuit breaker that doesn't answer would have told is NaN.
 *
 * <p>All nodes on a storage show the same queue and ages: take the maximum, not the sum.
 *
 * <p>The registry holds the dispatcher as long as it holds the gauges. Thread-safe.
 */
public final class DispatcherGauges implements MeterBinder {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Health> source;
    private final LongSupplier nanoTime;
    private final Iterable<Tag> tags;
    private @Nullable Health latest;
    private long askedNanos;

    DispatcherGauges(Supplier<Health> source, LongSupplier nanoTime, Iterable<Tag> tags) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.tags = Tags.of(tags);
    }

    /** Returns the gauges of {@code dispatcher}. */
    public static DispatcherGauges of(WebhookDispatcher dispatcher) {
        return of(dispatcher, List.of());
    }

    /**
     * Returns the gauges of {@code dispatcher}.
     *
     * @param tags what each gauge is tagged with, for example to tell two dispatchers apart
     */
    public static DispatcherGauges of(WebhookDispatcher dispatcher, Iterable<Tag> tags) {
        return new DispatcherGauges(dispatcher::health, System::nanoTime, tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "webhook.healthy", "1 if nothing is wrong, else 0", health -> health.healthy() ? 1 : 0);
        gauge(registry, "webhook.attempts.active", "Attempts that this node is making", Health::attemptsInFlight);
        gauge(registry, "webhook.queue.lanes", "Lanes that hold deliveries", queue(QueueStatus::lanes));
        gauge(registry, "webhook.queue.waiting", "Deliveries that wait, due or not", queue(QueueStatus::waiting));
        gauge(registry, "webhook.queue.leased", "Deliveries that are leased", queue(QueueStatus::leased));
        gauge(registry, "webhook.circuits.open", "Circuits that are open or half-open", DispatcherGauges::openCircuits);
        age(
                registry,
                "webhook.events.unrouted.age",
                "For how long the oldest event waits for its fan-out",
                Health::oldestUnrouted);
        age(
                registry,
                "webhook.deliveries.undelivered.age",
                "For how long the oldest due delivery waits",
                Health::oldestUndelivered);
    }

    private synchronized Health health() {
        long now = nanoTime.getAsLong();
        Health health = latest;
        if (health == null || now - askedNanos >= FRESH_NANOS) {
            health = source.get();
            latest = health;
            askedNanos = now;
        }
        return health;
    }

    private static double openCircuits(Health health) {
        Long open = health.openCircuits();
        return open == null ? Double.NaN : open;
    }

    private static ToDoubleFunction<Health> queue(ToLongFunction<QueueStatus> part) {
        return health -> {
            QueueStatus queue = health.queue();
            return queue == null ? Double.NaN : part.applyAsLong(queue);
        };
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Health> part) {
        Gauge.builder(name, this, gauges -> part.applyAsDouble(gauges.health()))
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private void age(MeterRegistry registry, String name, String description, Function<Health, Duration> part) {
        TimeGauge.builder(name, this, TimeUnit.MILLISECONDS, gauges -> {
                    Health health = gauges.health();
                    return health.storeReachable() ? part.apply(health).toMillis() : Double.NaN;
                })
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }
}
