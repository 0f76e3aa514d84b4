package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerContractTest {

    private static final Lease FAST = new Lease(
            DeliveryId.at(Instant.EPOCH), EndpointId.at(Instant.EPOCH), new LeaseToken("epoch", "1"), 0, false);

    private final Rig rig = new Rig();

    @Test
    void aSuccessIsToldInOrder() {
        rig.endpoint("a.example.com");

        rig.publishAndRun();

        assertThat(rig.news.heard()).containsExactly("published order.created", "routed 1", "attempted 1", "delivered");
    }

    @Test
    void anAttemptThatIsMadeAgainIsToldAsAttemptedOnly() {
        rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(1), 1));
        rig.replies.reply(status(500), status(200));
        rig.publishAndRun();
        rig.news.forget();

        rig.later(Duration.ofMinutes(2));

        assertThat(rig.news.heard()).containsExactly("attempted 2", "delivered");
    }

    @Test
    void ofOneAttemptTheCircuitComesBetweenTheAttemptAndItsEndAndTheDisablingLast() {
        Rig strict = new Rig(options -> options.disableAfterFailures(5).disableAfter(Duration.ZERO));
        strict.endpoint("a.example.com");
        strict.replies.reply(status(500));
        for (int i = 0; i < 4; i++) {
            strict.publishAndRun();
        }
        strict.news.forget();

        strict.publishAndRun();

        assertThat(strict.news.heard())
                .containsExactly(
                        "published order.created",
                        "routed 1",
                        "attempted 1",
                        "circuitOpened PT30S",
                        "deadLettered exhausted",
                        "endpointDisabled FAILING");
    }

    @Test
    void aCircuitThatClosesIsToldBeforeTheDelivery() {
        rig.endpoint("a.example.com");
        rig.replies.reply(status(500));
        rig.publish(5);
        rig.run();
        rig.publish();
        rig.replies.reply(status(200));
        rig.news.forget();

        rig.later(Duration.ofSeconds(30));

        assertThat(rig.news.heard()).containsExactly("routed 1", "attempted 1", "circuitClosed", "delivered");
    }

    @Test
    void anEndWithoutAnAttemptIsToldWithoutOne() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.dispatcher.endpoints().pause(endpoint.id());
        rig.publishAndRun();
        rig.dispatcher.endpoints().disable(endpoint.id());
        rig.news.forget();

        rig.run();

        assertThat(rig.news.heard()).containsExactly("deadLettered disabled");
    }

    @Test
    void whatIsToldIsStoredAlready() {
        List<DeliveryStatus> stored = new ArrayList<>();
        Rig[] self = new Rig[1];
        self[0] = new Rig(options -> options.listener(new WebhookListener() {
            @Override
            public void published(Event event) {
                assertThat(self[0].stored(event.id()).event()).isEqualTo(event);
            }

            @Override
            public void delivered(DeliveryReport report) {
                stored.add(self[0].delivery(report.event().id()).status());
            }
        }));
        self[0].endpoint("a.example.com");

        self[0].publishAndRun();

        assertThat(stored).containsExactly(DeliveryStatus.SUCCESS);
    }

    @Test
    void aReportHoldsTheWholeStory() {
        Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(1), 1));
        rig.replies.reply(rig.replies.after(Duration.ofMillis(250), status(503, "Retry-After", "120")));

        EventId event = rig.publishAndRun();

        DeliveryReport report = rig.news.reports().get(0);
        assertThat(report.deliveryId()).isEqualTo(rig.delivery(event).id());
        assertThat(report.event().id()).isEqualTo(event);
        assertThat(report.endpoint().id()).isEqualTo(endpoint.id());
        assertThat(report.attempt().number()).isEqualTo(1);
        assertThat(report.attempt().took()).isEqualTo(Duration.ofMillis(250));
        assertThat(report.attempt().outcome()).isEqualTo(new Outcome.Rejected(503, Duration.ofMinutes(2)));
        assertThat(report.decision()).isEqualTo(new Decision.Retry(Duration.ofMinutes(2)));
    }

    @Test
    void aListenerThatThrowsIsIgnoredAndTheOthersStillHear() {
        News after = new News();
        Rig noisy = new Rig(options -> options.listener(new WebhookListener() {
                    @Override
                    public void published(Event event) {
                        throw new IllegalStateException("not today");
                    }

                    @Override
                    public void attempted(DeliveryReport report) {
                        throw new IllegalStateException("not today");
                    }
                })
                .listener(after));
        noisy.endpoint("a.example.com");

        EventId event = noisy.publishAndRun();

        assertThat(noisy.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(after.heard()).isEqualTo(noisy.news.heard()).hasSize(4);
    }

    @Test
    void anOperatorsDisablingIsToldOnce() {
        Endpoint endpoint = rig.endpoint("a.example.com");

        rig.dispatcher.endpoints().disable(endpoint.id());
        rig.dispatcher.endpoints().disable(endpoint.id());

        assertThat(rig.news.heard()).containsExactly("endpointDisabled OPERATOR");
    }

    @Test
    void aDeletionIsTold() {
        Endpoint endpoint = rig.endpoint("a.example.com");

        rig.dispatcher.endpoints().delete(endpoint.id());

        assertThat(rig.news.heard()).containsExactly("endpointDisabled DELETED");
    }

    private static OutcomeRecorder recorder(InMemoryStorage memory, TestClock clock) {
        return new OutcomeRecorder(
                memory.deliveries(),
                memory.queue(),
                memory.circuitBreaker(CircuitPolicy.defaults()),
                new AutoDisabler(memory.endpoints(), 20, Duration.ofDays(5), clock),
                clock,
                new Listeners(List.of()),
                Guard.PAUSING,
                new Slots(1, clock, new Signal()),
                new Signal());
    }

    @Test
    void anOverloadIsToldOnceUntilItHasPassed() {
        News news = new News();
        TestClock clock = new TestClock();
        Slots slots = new Slots(2, clock, new Signal());
        Rig other = new Rig();
        Reconciler reconciler = new Reconciler(
                other.memory.deliveries(),
                other.memory.queue(),
                new EndpointCache(other.memory.endpoints()),
                recorder(other.memory, clock),
                slots,
                Duration.ofSeconds(15),
                Duration.ofSeconds(90),
                Duration.ofSeconds(10),
                clock,
                new Listeners(List.of(news)));

        slots.take(FAST, 1);
        slots.take(FAST, 1);
        clock.advance(Duration.ofSeconds(9));
        reconciler.runOnce();
        assertThat(news.heard()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        reconciler.runOnce();
        reconciler.runOnce();
        assertThat(news.heard()).containsExactly("overloaded PT10S");

        slots.free(List.of(FAST));
        reconciler.runOnce();
        slots.take(FAST, 1);
        clock.advance(Duration.ofSeconds(11));
        reconciler.runOnce();
        assertThat(news.heard()).containsExactly("overloaded PT10S", "overloaded PT11S");
    }

    @Test
    void allIsToldOnTheThreadThatDoesIt() {
        rig.endpoint("a.example.com");

        rig.publishAndRun();

        assertThat(rig.news.threads()).containsOnly(Thread.currentThread());
    }
}
