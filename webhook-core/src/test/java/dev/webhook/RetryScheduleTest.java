package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final Rig rig = new Rig();

    @Test
    void standardWebhooksIsFollowedOverThreeDays() {
        rig.endpoint("a.example.com", RetryPolicy.standardWebhooks());
        rig.replies.reply(status(500));
        EventId event = rig.publishAndRun();

        List<Duration> waits = waitsUntilTheEnd(event);

        List<Duration> expected = List.of(
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(5),
                Duration.ofHours(10),
                Duration.ofHours(14),
                Duration.ofHours(20),
                Duration.ofHours(24));
        assertThat(waits).hasSameSizeAs(expected);
        for (int i = 0; i < waits.size(); i++) {
            assertWithinJitter(waits.get(i), expected.get(i));
        }
        assertThat(rig.replies.sent()).hasSize(10);
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void theDefaultMakesSixAttempts() {
        rig.register(EndpointSpec.url("https://a.example.com/hook").subscribe("*"));
        rig.replies.reply(status(500));
        EventId event = rig.publishAndRun();

        List<Duration> waits = waitsUntilTheEnd(event);

        assertThat(waits).hasSize(5);
        assertWithinJitter(waits.get(0), Duration.ofSeconds(10));
        assertWithinJitter(waits.get(1), Duration.ofSeconds(100));
        assertWithinJitter(waits.get(4), Duration.ofHours(24));
    }

    @Test
    void aShrunkenPolicyDoesNotTakeAwayAttemptsOfDeliveriesUnderWay() {
        Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(1), 3));
        rig.replies.reply(status(500));
        EventId event = rig.publishAndRun();

        rig.dispatcher
                .endpoints()
                .update(
                        endpoint.id(),
                        EndpointSpec.sameUrl().retryPolicy(RetryPolicy.fixed(Duration.ofMinutes(10), 1)));
        List<Duration> waits = waitsUntilTheEnd(event);

        assertThat(waits).hasSize(3);
        assertWithinJitter(waits.get(0), Duration.ofMinutes(1));
        assertWithinJitter(waits.get(1), Duration.ofMinutes(10));
    }

    /** Moves the clock from one due to the next, and sees that nothing is sent a millisecond before. */
    private List<Duration> waitsUntilTheEnd(EventId event) {
        List<Duration> waits = new ArrayList<>();
        while (!rig.delivery(event).status().finished()) {
            Delivery delivery = rig.delivery(event);
            Instant due = Objects.requireNonNull(delivery.nextAttemptAt());
            Instant before = rig.replies.last().at();
            int sent = rig.replies.sent().size();
            rig.clock.set(due.minus(MILLISECOND));
            rig.run();
            assertThat(rig.replies.sent()).hasSize(sent);
            rig.clock.set(due);
            rig.run();
            assertThat(rig.replies.sent()).hasSize(sent + 1);
            waits.add(Duration.between(before, rig.replies.last().at()));
        }
        return waits;
    }

    private static void assertWithinJitter(Duration wait, Duration expected) {
        assertThat(wait)
                .isBetween(
                        expected.multipliedBy(8).dividedBy(10),
                        expected.multipliedBy(12).dividedBy(10));
    }
}
