package dev.webhook;

import static dev.webhook.Replies.status;
import static dev.webhook.Replies.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.http.HttpResult;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutomaticDisableTest {

    private final Rig rig = new Rig();

    @Test
    void goneDisablesAtOnceAndWhatWaitsDrainsIntoDeadLetters() {
        Endpoint endpoint = rig.register(EndpointSpec.url("https://a.example.com/hook")
                .subscribe("order.*")
                .maxInFlight(1));
        rig.replies.reply(status(410));
        rig.publish(5);

        rig.run();

        EndpointState state = rig.reload(endpoint).state();
        assertThat(state).isEqualTo(EndpointState.disabled(DisableReason.GONE, TestClock.START));
        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactlyInAnyOrder(
                        FailureReason.GONE,
                        FailureReason.DISABLED,
                        FailureReason.DISABLED,
                        FailureReason.DISABLED,
                        FailureReason.DISABLED);
        assertThat(rig.news.heard("endpointDisabled")).containsExactly("endpointDisabled GONE");
    }

    @Test
    void anEndpointThatIsGoneDrainsThoughItsLaneIsRated() {
        rig.register(EndpointSpec.url("https://a.example.com/hook")
                .subscribe("order.*")
                .rateLimitPerMinute(1));
        rig.replies.reply(status(410));
        rig.publish(5);

        rig.run();

        assertThat(rig.deadLetters()).hasSize(5);
    }

    @Test
    void nothingIsMadeForADisabledEndpoint() {
        rig.endpoint("a.example.com");
        rig.replies.reply(status(410));
        rig.publishAndRun();

        assertThat(rig.deliveries(rig.publishAndRun())).isEmpty();
    }

    @Test
    void twentyFailuresOverFiveDaysDisable() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(unreachable(HttpResult.Cause.CONNECT));

        fail(20, Duration.ofHours(6));
        assertThat(rig.reload(endpoint).health().failureCount()).isEqualTo(20);
        assertThat(rig.reload(endpoint).state()).isEqualTo(EndpointState.ACTIVE);

        fail(1, Duration.ZERO);
        assertThat(rig.reload(endpoint).state())
                .isEqualTo(EndpointState.disabled(DisableReason.FAILING, TestClock.START.plus(Duration.ofDays(5))));
        assertThat(rig.news.heard("endpointDisabled")).containsExactly("endpointDisabled FAILING");
    }

    @Test
    void nineteenFailuresDoNotDisableHoweverLongTheyTake() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(500));

        fail(19, Duration.ofDays(1));
        assertThat(rig.reload(endpoint).state()).isEqualTo(EndpointState.ACTIVE);

        fail(1, Duration.ZERO);
        assertThat(rig.reload(endpoint).state().disabledReason()).isEqualTo(DisableReason.FAILING);
    }

    @Test
    void aSuccessBeginsTheCountAnew() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(500));
        fail(19, Duration.ofDays(1));
        rig.replies.reply(status(200), status(500));
        rig.publishAndRun();
        assertThat(rig.reload(endpoint).health().failureCount()).isZero();
        assertThat(rig.reload(endpoint).health().failingSince()).isNull();

        fail(19, Duration.ofDays(1));

        assertThat(rig.reload(endpoint).state()).isEqualTo(EndpointState.ACTIVE);
    }

    @Test
    void failuresAndSpanAreConfigurable() {
        Rig strict = new Rig(options -> options.disableAfterFailures(2).disableAfter(Duration.ZERO));
        Endpoint endpoint = strict.endpoint("a.example.com");
        strict.replies.reply(status(500));

        strict.publishAndRun();
        assertThat(strict.reload(endpoint).state()).isEqualTo(EndpointState.ACTIVE);
        strict.publishAndRun();

        assertThat(strict.reload(endpoint).state().status()).isEqualTo(EndpointStatus.DISABLED);
    }

    @Test
    void anEnabledEndpointIsForgivenAndItsDeadLettersStay() {
        Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(1), 3));
        rig.replies.reply(status(410), status(200));
        rig.publishAndRun();

        rig.dispatcher.endpoints().enable(endpoint.id());
        rig.later(Duration.ofHours(1));

        assertThat(rig.reload(endpoint).state()).isEqualTo(EndpointState.ACTIVE);
        assertThat(rig.reload(endpoint).health().failureCount()).isZero();
        assertThat(rig.deadLetters()).hasSize(1);
        assertThat(rig.replies.sent()).hasSize(1);
        rig.publishAndRun();
        assertThat(rig.replies.sent()).hasSize(2);
    }

    @Test
    void anEndpointIsDisabledOnceThoughFailuresComeInAfterwards() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        AutoDisabler disabler = new AutoDisabler(rig.memory.endpoints(), 20, Duration.ofDays(5), rig.clock);
        EndpointHealth failing = EndpointHealth.NEW;
        for (int i = 0; i < 20; i++) {
            failing = failing.failed(TestClock.START.minus(Duration.ofDays(6)));
        }
        EndpointHealth health = failing;
        rig.memory.endpoints().update(endpoint.id(), before -> before.withHealth(health));

        assertThat(disabler.disableFailing(Map.of(endpoint.id(), health))).hasSize(1);
        assertThat(disabler.disableFailing(Map.of(endpoint.id(), health.failed(TestClock.START))))
                .isEqualTo(List.of());
    }

    private void fail(int times, Duration apart) {
        for (int i = 0; i < times; i++) {
            rig.publishAndRun();
            rig.clock.advance(apart);
        }
    }
}
