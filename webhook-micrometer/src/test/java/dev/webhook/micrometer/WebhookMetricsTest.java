package dev.webhook.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.webhook.EndpointSpec;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.NewEvent;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.AuditedRun;
import dev.webhook.testkit.RecordingDispatcher;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebhookMetricsTest {

    private static final int DELIVERIES = 10_000;
    private static final String URL = "https://a.example.com/hooks";

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final WebhookMetrics metrics = WebhookMetrics.in(registry);

    private long count(String name, String... tags) {
        return (long) registry.get(name).tags(tags).counter().count();
    }

    private Timer attempts(String outcome) {
        return registry.get("webhook.attempts").tags("outcome", outcome).timer();
    }

    @Test
    void theTotalsOfTenThousandDeliveriesEqualTheReceiversBooks() {
        AuditedRun run = AuditedRun.of(DELIVERIES, metrics);

        assertThat(count("webhook.events.published")).isEqualTo(DELIVERIES / AuditedRun.ENDPOINTS);
        assertThat(count("webhook.deliveries.routed")).isEqualTo(DELIVERIES);
        assertThat(count("webhook.deliveries", "status", "success")).isEqualTo(run.succeeded());
        assertThat(count("webhook.deliveries", "status", "failed", "reason", "exhausted"))
                .isEqualTo(run.failed());
        assertThat(registry.find("webhook.deliveries").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum())
                .isEqualTo(DELIVERIES);
        assertThat(registry.get("webhook.deliveries.duration").timer().count()).isEqualTo(run.succeeded());
        assertThat(attempts("delivered").count()).isEqualTo(run.succeeded());
        assertThat(attempts("rejected").count()).isEqualTo(run.retrying() + run.failed());
        double millis = run.endpoints().values().stream()
                .flatMap(endpoint -> run.responseTimes(endpoint).stream())
                .mapToLong(Duration::toMillis)
                .sum();
        assertThat(attempts("delivered").totalTime(TimeUnit.MILLISECONDS)
                        + attempts("rejected").totalTime(TimeUnit.MILLISECONDS))
                .isCloseTo(millis, within(0.5));
        Timer waiting =
                registry.get("webhook.attempts.phases").tags("phase", "answer").timer();
        assertThat(waiting.count()).isEqualTo(run.succeeded() + run.retrying() + run.failed());
        assertThat(waiting.totalTime(TimeUnit.MILLISECONDS)).isCloseTo(millis, within(0.5));
    }

    @Test
    void everyMeterIsThereFromTheStartWithTagsOfAFixedSet() {
        AuditedRun.of(DELIVERIES / 10, metrics);
        long afterwards = registry.getMeters().size();
        SimpleMeterRegistry fresh = new SimpleMeterRegistry();

        var unused = WebhookMetrics.in(fresh);

        assertThat(fresh.getMeters()).hasSize((int) afterwards);
        assertThat(fresh.getMeters().stream()
                        .flatMap(meter -> meter.getId().getTags().stream())
                        .map(tag -> tag.getKey())
                        .distinct())
                .containsExactlyInAnyOrder("status", "reason", "outcome", "phase", "state");
        assertThat(Stream.of(FailureReason.values()))
                .allSatisfy(reason -> assertThat(fresh.get("webhook.deliveries")
                                .tags("status", "failed", "reason", reason.id())
                                .counter()
                                .count())
                        .isZero());
    }

    @Test
    void theTimeFromPublishToDeliveredHoldsTheRetries() {
        try (RecordingDispatcher webhooks = RecordingDispatcher.create(builder -> builder.listener(metrics))) {
            register(webhooks);
            webhooks.script(Answer.answer(500), Answer.answer(200));
            webhooks.dispatcher().publish(NewEvent.forUser(42, "order.created").json("{}"));
            webhooks.runUntilIdle();

            setClock(webhooks.clock().instant().plusSeconds(90));
            webhooks.advance(Duration.ofSeconds(90));
        }

        Timer timer = registry.get("webhook.deliveries.duration").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(90);
    }

    @Test
    void anEventFromAClockAheadOfThisOneIsCountedAsTakingNoTime() {
        setClock(Instant.parse("2020-01-01T00:00:00Z"));
        try (RecordingDispatcher webhooks = RecordingDispatcher.create(builder -> builder.listener(metrics))) {
            register(webhooks);
            webhooks.dispatcher().publish(NewEvent.forUser(42, "order.created").json("{}"));
            webhooks.runUntilIdle();
        }

        Timer timer = registry.get("webhook.deliveries.duration").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isZero();
    }

    @Test
    void whatHappensToEndpointsIsCounted() {
        try (RecordingDispatcher webhooks = RecordingDispatcher.create(builder -> builder.listener(metrics))) {
            Endpoint endpoint = register(webhooks);
            webhooks.script(Answer.answer(410));
            webhooks.dispatcher().publish(NewEvent.forUser(42, "order.created").json("{}"));
            webhooks.runUntilIdle();
            metrics.circuitOpened(endpoint.id(), Duration.ofSeconds(30));
            metrics.circuitOpened(endpoint.id(), Duration.ofSeconds(60));
            metrics.circuitClosed(EndpointId.at(Instant.now()));
            metrics.routingFailed(webhooks.published().get(0), "why");
            metrics.overloaded(Duration.ofSeconds(3));
        }

        assertThat(count("webhook.endpoints.disabled", "reason", "gone")).isEqualTo(1);
        assertThat(count("webhook.deliveries", "reason", "gone")).isEqualTo(1);
        assertThat(count("webhook.circuits.changed", "state", "open")).isEqualTo(2);
        assertThat(count("webhook.circuits.changed", "state", "closed")).isEqualTo(1);
        assertThat(count("webhook.events.unroutable")).isEqualTo(1);
        assertThat(count("webhook.overloads")).isEqualTo(1);
    }

    @Test
    void tagsOfOnesOwnTellTwoDispatchersApart() {
        WebhookMetrics.in(registry, Tags.of("dispatcher", "b")).circuitClosed(EndpointId.at(Instant.now()));

        assertThat(count("webhook.circuits.changed", "state", "closed", "dispatcher", "b"))
                .isEqualTo(1);
        assertThat(registry.getMeters().stream().map(Meter::getId).filter(id -> id.getTag("dispatcher") != null))
                .hasSize(registry.getMeters().size() / 2);
    }

    private void setClock(Instant instant) {
        clock.add(instant.toEpochMilli() - clock.wallTime(), TimeUnit.MILLISECONDS);
    }

    private static Endpoint register(RecordingDispatcher webhooks) {
        return webhooks.dispatcher()
                .endpoints()
                .register(
                        42,
                        EndpointSpec.url(URL).subscribe("*").retryPolicy(RetryPolicy.fixed(Duration.ofMinutes(1), 3)));
    }
}
