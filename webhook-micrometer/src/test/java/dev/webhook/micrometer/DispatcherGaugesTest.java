package dev.webhook.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.Health;
import dev.webhook.event.NewEvent;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.RecordingDispatcher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DispatcherGaugesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    private double seconds(String name) {
        return registry.get(name).timeGauge().value(java.util.concurrent.TimeUnit.SECONDS);
    }

    @Test
    void theGaugesShowHowFullTheQueueIsAndHowFarItIsBehind() {
        try (RecordingDispatcher webhooks = RecordingDispatcher.create()) {
            var endpoint = webhooks.dispatcher()
                    .endpoints()
                    .register(
                            42,
                            EndpointSpec.url("https://a.example.com/hooks")
                                    .subscribe("*")
                                    .retryPolicy(RetryPolicy.fixed(Duration.ofHours(1), 3)));
            webhooks.script(Answer.answer(500));
            webhooks.dispatcher().publish(NewEvent.forUser(42, "order.created").json("{}"));
            webhooks.dispatcher().publish(NewEvent.forUser(42, "order.created").json("{}"));
            webhooks.runUntilIdle();
            webhooks.dispatcher().endpoints().pause(endpoint.id());
            webhooks.clock().advance(Duration.ofHours(3));
            webhooks.dispatcher().publish(NewEvent.forUser(42, "order.created").json("{}"));
            webhooks.clock().advance(Duration.ofSeconds(5));

            DispatcherGauges.of(webhooks.dispatcher()).bindTo(registry);

            assertThat(value("webhook.healthy")).isEqualTo(1);
            assertThat(value("webhook.attempts.active")).isZero();
            assertThat(value("webhook.queue.lanes")).isEqualTo(1);
            assertThat(value("webhook.queue.waiting")).isEqualTo(2);
            assertThat(value("webhook.queue.leased")).isZero();
            assertThat(seconds("webhook.events.unrouted.age")).isEqualTo(5);
            assertThat(seconds("webhook.deliveries.undelivered.age")).isBetween(6_000.0, 8_000.0);
        }
    }

    @Test
    void openCircuitsAreCounted() {
        Health health = new Health(true, null, null, 3L, Duration.ZERO, Duration.ZERO, 0, null, List.of());

        new DispatcherGauges(() -> health, System::nanoTime, List.of()).bindTo(registry);

        assertThat(value("webhook.circuits.open")).isEqualTo(3);
    }

    @Test
    void whatDoesNotAnswerIsNotANumber() {
        Health health = new Health(false, null, null, null, Duration.ZERO, Duration.ZERO, 7, null, List.of());

        new DispatcherGauges(() -> health, System::nanoTime, List.of()).bindTo(registry);

        assertThat(value("webhook.healthy")).isZero();
        assertThat(value("webhook.attempts.active")).isEqualTo(7);
        assertThat(value("webhook.queue.lanes")).isNaN();
        assertThat(value("webhook.queue.waiting")).isNaN();
        assertThat(value("webhook.queue.leased")).isNaN();
        assertThat(value("webhook.circuits.open")).isNaN();
        assertThat(seconds("webhook.events.unrouted.age")).isNaN();
        assertThat(seconds("webhook.deliveries.undelivered.age")).isNaN();
    }

    @Test
    void healthIsAskedForOnceASecondHoweverManyGaugesAreRead() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        AtomicInteger asked = new AtomicInteger();
        Health health = new Health(true, null, null, null, Duration.ZERO, Duration.ZERO, 0, null, List.of());
        new DispatcherGauges(
                        () -> {
                            asked.incrementAndGet();
                            return health;
                        },
                        nanos::get,
                        List.of())
                .bindTo(registry);

        registry.getMeters().forEach(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
        nanos.addAndGet(999_999_999);
        registry.getMeters().forEach(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
        assertThat(asked).hasValue(1);

        nanos.incrementAndGet();
        registry.getMeters().forEach(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
        assertThat(asked).hasValue(2);
    }
}
