package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExplainTest {

    private final Rig rig = new Rig();

    @Test
    void aSuccessNeedsNoReasons() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        EventId event = rig.publishAndRun();

        Explanation explanation = explain(event, endpoint);

        assertThat(explanation.status()).isEqualTo("success");
        assertThat(explanation.reasons()).isEmpty();
        assertThat(explanation.delivery()).isEqualTo(rig.delivery(event));
        assertThat(explanation.nextAttemptAt()).isNull();
    }

    @Test
    void aFailureTellsItsLastError() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(404));

        Explanation explanation = explain(rig.publishAndRun(), endpoint);

        assertThat(explanation.status()).isEqualTo("failed");
        assertThat(explanation.reasons()).containsExactly("HTTP status 404");
        assertThat(explanation.nextAttemptAt()).isNull();
    }

    @Test
    void aRetryTellsWhenItIsDue() {
        Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(1), 1));
        rig.replies.reply(status(500));
        EventId event = rig.publishAndRun();

        Explanation explanation = explain(event, endpoint);

        assertThat(explanation.status()).isEqualTo("retrying");
        assertThat(explanation.reasons()).containsExactly("HTTP status 500");
        assertThat(explanation.nextAttemptAt()).isEqualTo(rig.delivery(event).nextAttemptAt());
    }

    @Test
    void aPausedEndpointLeavesTheNextAttemptOpen() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.dispatcher.endpoints().pause(endpoint.id());

        Explanation explanation = explain(rig.publishAndRun(), endpoint);

        assertThat(explanation.status()).isEqualTo("pending");
        assertThat(explanation.reasons()).containsExactly("the endpoint is paused");
        assertThat(explanation.nextAttemptAt()).isNull();
    }

    @Test
    void anEndpointThatAskedToBeLeftAloneIsNamed() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(503, "Retry-After", "900"));
        rig.publishAndRun();
        Instant until = TestClock.START.plusSeconds(900);

        Explanation explanation = explain(rig.publishAndRun(), endpoint);

        assertThat(explanation.reasons()).containsExactly("the endpoint asked to be left alone until " + until);
        assertThat(explanation.nextAttemptAt()).isEqualTo(until);
    }

    @Test
    void anOpenCircuitIsNamed() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(500));
        rig.publish(5);
        rig.run();

        Explanation explanation = explain(rig.publishAndRun(), endpoint);

        assertThat(explanation.reasons()).containsExactly("the endpoint's circuit is not closed");
        assertThat(explanation.nextAttemptAt()).isEqualTo(TestClock.START.plusSeconds(30));
    }

    @Test
    void anEventThatWaitsForItsFanOutIsSaidTo() {
        Endpoint endpoint = rig.endpoint("a.example.com");

        Explanation explanation = explain(rig.publish(), endpoint);

        assertThat(explanation.status()).isEqualTo("none");
        assertThat(explanation.reasons()).containsExactly("the event waits for its fan-out");
        assertThat(explanation.delivery()).isNull();
    }

    @Test
    void aRefusalOfTheMatchIsExplainedByTheMatchItself() {
        Endpoint endpoint =
                rig.register(EndpointSpec.url("https://a.example.com/hook").subscribe("order.*", "{\"amount\":7}"));

        assertThat(explain(rig.publishAndRun(), endpoint).reasons())
                .containsExactly("the filter of the subscription to order.* refuses it");

        EventId theirs =
                rig.dispatcher.publish(NewEvent.forUser(7, "order.created").json("{\"amount\":7}"));
        rig.run();
        assertThat(explain(theirs, endpoint).reasons()).containsExactly("the event belongs to another user");
    }

    @Test
    void anEndpointThatWasChangedAfterTheFanOutIsSaidToTakeTheEventNow() {
        EventId event = rig.publishAndRun();
        Endpoint endpoint = rig.endpoint("a.example.com");

        assertThat(explain(event, endpoint).reasons())
                .singleElement()
                .asString()
                .startsWith("the endpoint would take the event now");
    }

    @Test
    void aFanOutThatFailedIsExplained() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.storage.before("EventInbox.route", arguments -> {
            if (rig.storage.calls("EventInbox.route") < 3) {
                throw new IllegalStateException("too wide");
            }
        });

        assertThat(explain(rig.publishAndRun(), endpoint).reasons())
                .singleElement()
                .asString()
                .contains("could not be fanned out")
                .contains("too wide");
    }

    @Test
    void whatNeverExistedIsSaidSo() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        EventId event = rig.publish();

        assertThat(explain(EventId.at(TestClock.START), endpoint).reasons())
                .containsExactly("the event never existed or its retention is over");
        assertThat(rig.dispatcher
                        .deliveries()
                        .explain(event, EndpointId.at(TestClock.START))
                        .reasons())
                .containsExactly("the endpoint never existed or is gone");
    }

    @Test
    void theNewestDeliveryIsExplained() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(404), status(200));
        EventId event = rig.publishAndRun();

        rig.dispatcher.events().replay(event, Replay.to(endpoint.id()));
        rig.run();

        assertThat(explain(event, endpoint).status()).isEqualTo("success");
    }

    private Explanation explain(EventId event, Endpoint endpoint) {
        return rig.dispatcher.deliveries().explain(event, endpoint.id());
    }
}
