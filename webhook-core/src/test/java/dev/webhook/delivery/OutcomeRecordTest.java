package dev.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.http.EndpointUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutcomeRecordTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final DeliveryId DELIVERY = DeliveryId.at(NOW);
    private static final Lease LEASE = new Lease(DELIVERY, EndpointId.at(NOW), new LeaseToken("epoch", "1"), 0, false);
    private static final Outcome ERROR = new Outcome.Rejected(500, null);

    @Test
    void anAttemptThatIsMadeAgainReschedulesItsLease() {
        Duration delay = Duration.ofMinutes(1);

        assertThat(record(LEASE, attempt(1, ERROR, Duration.ofSeconds(1)), new Decision.Retry(delay))
                        .settlement())
                .contains(new Settlement.Reschedule(LEASE, delay, LaneSpeed.FAST));
        assertThat(record(LEASE, attempt(1, ERROR, Duration.ofMillis(1_001)), new Decision.Retry(delay))
                        .settlement())
                .contains(new Settlement.Reschedule(LEASE, delay, LaneSpeed.SLOW));
    }

    @Test
    void anEndCompletesItsLease() {
        assertThat(record(LEASE, attempt(1, new Outcome.Delivered(200), Duration.ZERO), new Decision.Succeed())
                        .settlement())
                .contains(new Settlement.Complete(LEASE, LaneSpeed.FAST));
        assertThat(record(LEASE, null, new Decision.GiveUp(FailureReason.POISON))
                        .settlement())
                .contains(new Settlement.Complete(LEASE, LaneSpeed.UNKNOWN));
    }

    @Test
    void withoutALeaseThereIsNothingToSettle() {
        assertThat(record(null, null, new Decision.GiveUp(FailureReason.EXPIRED))
                        .settlement())
                .isEmpty();
    }

    @Test
    void theMessageIsTheAttemptsErrorOrElseTheReason() {
        Decision end = new Decision.GiveUp(FailureReason.EXHAUSTED);

        assertThat(record(LEASE, attempt(1, ERROR, Duration.ZERO), end).errorMessage())
                .isEqualTo("HTTP status 500");
        assertThat(record(LEASE, null, new Decision.GiveUp(FailureReason.EXPIRED))
                        .errorMessage())
                .isEqualTo("expired");
        assertThat(record(LEASE, attempt(1, new Outcome.Delivered(200), Duration.ZERO), new Decision.Succeed())
                        .errorMessage())
                .isNull();
    }

    @Test
    void withoutAnAttemptADeliveryCanOnlyBeGivenUp() {
        assertThatThrownBy(() -> record(LEASE, null, new Decision.Succeed()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> record(LEASE, null, new Decision.Retry(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theAttemptMustBeTheDeliverysNext() {
        assertThatThrownBy(() -> record(LEASE, attempt(2, ERROR, Duration.ZERO), new Decision.Retry(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2")
                .hasMessageContaining("1");
    }

    @Test
    void anAttemptsTimeIsTheStoresNowLessItsAge() {
        AttemptReport aged = attempt(1, ERROR, Duration.ofSeconds(2)).aged(Duration.ofSeconds(9));

        assertThat(aged.at(DELIVERY, NOW).sentAt()).isEqualTo(NOW.minusSeconds(9));
        assertThat(aged.at(DELIVERY, NOW).receivedAt()).isNull();
    }

    @Test
    void textsShowNeitherHeadersNorBodies() {
        AttemptResponse response = new AttemptResponse(200, Map.of("X-Key", List.of("s3cret")), "s3cret");
        AttemptReport report = new AttemptReport(
                1,
                new Outcome.Delivered(200),
                EndpointUrl.of("https://a.example.com/s3cret?s3cret"),
                Map.of("X-Key", "s3cret"),
                response,
                Duration.ZERO,
                Map.of(),
                Duration.ZERO);

        assertThat(report.toString()).doesNotContain("s3cret");
        assertThat(report.at(DELIVERY, NOW).toString()).doesNotContain("s3cret");
        assertThat(response.toString()).doesNotContain("s3cret");
    }

    private static OutcomeRecord record(@Nullable Lease lease, @Nullable AttemptReport attempt, Decision decision) {
        return new OutcomeRecord(UUID.randomUUID(), DELIVERY, lease, 1, attempt, decision, EndpointEffect.NONE);
    }

    private static AttemptReport attempt(int number, Outcome outcome, Duration took) {
        return new AttemptReport(
                number,
                outcome,
                EndpointUrl.of("https://a.example.com/"),
                Map.of(),
                null,
                took,
                Map.of(),
                Duration.ZERO);
    }
}
