package dev.webhook.micrometer;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.http.Phase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A listener that counts and times what a dispatcher does. All meters are there, at zero, from the start; tags have a
 * fixed set of values, and no endpoint, URL or user is among them.
 *
 * <pre>{@code
 * WebhookDispatcher dispatcher = WebhookDispatcher.builder()
 *         .storage(storage)
 *         .listener(WebhookMetrics.in(registry))
 *         .build();
 * DispatcherGauges.of(dispatcher).bindTo(registry);
 * }</pre>
 *
 * <p>Each node counts what it does itself: sum over nodes.
 *
 * <p>Thread-safe.
 */
public final class WebhookMetrics implements WebhookListener {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final MeterRegistry registry;
    private final Iterable<Tag> tags;
    private final Counter published;
    private final Counter unroutable;
    private final Counter routed;
    private final Counter succeeded;
    private final Timer publishToDelivered;
    private final Counter opened;
    private final Counter closed;
    private final Counter overloads;
    private final Map<AttemptOutcome, Timer> attempts;
    private final Map<Phase, Timer> phases;
    private final Map<FailureReason, Counter> givenUp;
    private final Map<DisableReason, Counter> disabled;

    /** How an attempt ended, as a tag's value. */
    private enum AttemptOutcome {
        DELIVERED,
        REJECTED,
        UNREACHABLE,
        BLOCKED;

        static AttemptOutcome of(Outcome outcome) {
            if (outcome instanceof Outcome.Delivered) {
                return DELIVERED;
            }
            if (outcome instanceof Outcome.Rejected) {
                return REJECTED;
            }
            return outcome instanceof Outcome.Blocked ? BLOCKED : UNREACHABLE;
        }
    }

    private WebhookMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = registry;
        this.tags = tags;
        published = counter("webhook.events.published", "Events that were stored");
        unroutable = counter("webhook.events.unroutable", "Events that couldn't be fanned out");
        // Not ".created": Prometheus keeps that ending for itself, and would merge it with "webhook.deliveries".
        routed = counter("webhook.deliveries.routed", "Deliveries that the fan-out made");
        succeeded = ended("success", "none");
        givenUp = each(
                FailureReason.class, reason -> ended("failed", reason.name().toLowerCase(Locale.ROOT)));
        publishToDelivered = timer("webhook.deliveries.duration", "From publish until the endpoint had taken it");
        attempts = each(
                AttemptOutcome.class,
                outcome -> timer(
                        "webhook.attempts",
                        "HTTP exchanges",
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT)));
        phases = each(
                Phase.class,
                phase -> timer(
                        "webhook.attempts.phases",
                        "Phases of HTTP exchanges",
                        "phase",
                        phase.name().toLowerCase(Locale.ROOT)));
        opened = counter("webhook.circuits.changed", "Circuits that opened or closed", "state", "open");
        closed = counter("webhook.circuits.changed", "Circuits that opened or closed", "state", "closed");
        disabled = each(
                DisableReason.class,
                reason -> counter(
                        "webhook.endpoints.disabled",
                        "Endpoints that were disabled",
                        "reason",
                        reason.name().toLowerCase(Locale.ROOT)));
        overloads = counter("webhook.overloads", "Reports of a node that has had no free slot for a while");
    }

    /** Registers the meters in {@code registry} and returns the listener. */
    public static WebhookMetrics in(MeterRegistry registry) {
        return in(registry, List.of());
    }

    /**
     * Registers the meters in {@code registry} and returns the listener.
     *
     * @param tags what each meter is tagged with too, for example to tell two dispatchers apart
     */
    public static WebhookMetrics in(MeterRegistry registry, Iterable<Tag> tags) {
        return new WebhookMetrics(registry, Tags.of(tags));
    }

    @Override
    public void published(Event event) {
        published.increment();
    }

    @Override
    public void routed(Event event, int deliveries) {
        routed.increment(deliveries);
    }

    @Override
    public void routingFailed(Event event, String error) {
        unroutable.increment();
    }

    @Override
    public void attempted(DeliveryReport report) {
        AttemptReport attempt = report.attempt();
        if (attempt != null) {
            record(of(attempts, AttemptOutcome.of(attempt.outcome())), attempt.took());
            attempt.phases().forEach((phase, took) -> record(of(phases, phase), took));
        }
    }

    @Override
    public void delivered(DeliveryReport report) {
        succeeded.increment();
        long now = registry.config().clock().wallTime();
        record(
                publishToDelivered,
                Duration.ofMillis(now - report.event().createdAt().toEpochMilli()));
    }

    @Override
    public void deadLettered(DeliveryReport report) {
        if (report.decision() instanceof Decision.GiveUp decision) {
            of(givenUp, decision.reason()).increment();
        }
    }

    @Override
    public void circuitOpened(EndpointId endpoint, Duration openFor) {
        opened.increment();
    }

    @Override
    public void circuitClosed(EndpointId endpoint) {
        closed.increment();
    }

    @Override
    public void endpointDisabled(Endpoint endpoint, DisableReason reason) {
        of(disabled, reason).increment();
    }

    @Override
    public void overloaded(Duration time) {
        overloads.increment();
    }

    private Counter ended(String status, String reason) {
        return counter("webhook.deliveries", "Deliveries that ended", "status", status, "reason", reason);
    }

    private Counter counter(String name, String description, String... more) {
        return Counter.builder(name)
                .description(description)
                .tags(tags)
                .tags(more)
                .register(registry);
    }

    private Timer timer(String name, String description, String... more) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .tags(more)
                .register(registry);
    }

    /** A timer doesn't count a negative time, such as another node's clock makes, and can't add up the longest. */
    private static void record(Timer timer, Duration time) {
        Duration bounded = time.isNegative() ? Duration.ZERO : time;
        timer.record((bounded.compareTo(LONGEST) > 0 ? LONGEST : bounded).toNanos(), TimeUnit.NANOSECONDS);
    }

    private static <K extends Enum<K>, V> Map<K, V> each(Class<K> keys, Function<K, V> maker) {
        Map<K, V> all = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            all.put(key, maker.apply(key));
        }
        return all;
    }

    private static <K, V> V of(Map<K, V> all, K key) {
        return Objects.requireNonNull(all.get(key));
    }
}
