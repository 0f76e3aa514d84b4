package dev.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.http.HttpResult;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionPolicyTest {

    private static final double MIDDLE = 0.5;
    private static final RetryPolicy RETRIES = RetryPolicy.exponential();
    private static final Outcome SERVER_ERROR = new Outcome.Rejected(500, null);

    private final DecisionPolicy policy = new DecisionPolicy(Set.of(400, 422));

    @Test
    void aDeliveredOutcomeSucceedsOnAnyAttempt() {
        assertThat(policy.decide(new Outcome.Delivered(200), 1, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.Succeed());
        assertThat(policy.decide(new Outcome.Delivered(204), 6, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.Succeed());
    }

    @ParameterizedTest
    @CsvSource({"400, PERMANENT", "422, PERMANENT", "410, GONE", "404,", "401,", "429,", "301,", "500,", "503,"})
    void someStatusesEndADeliveryAtOnce(int status, FailureReason reason) {
        Decision decision = policy.decide(new Outcome.Rejected(status, null), 1, 6, RETRIES, MIDDLE);

        assertThat(decision)
                .isEqualTo(reason == null ? new Decision.Retry(Duration.ofSeconds(10)) : new Decision.GiveUp(reason));
    }

    @Test
    void goneIsGoneThoughItIsListedAsPermanent() {
        assertThat(new DecisionPolicy(Set.of(410)).decide(new Outcome.Rejected(410, null), 1, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.GiveUp(FailureReason.GONE));
    }

    @Test
    void unreachableAndBlockedAreTriedAgain() {
        assertThat(policy.decide(new Outcome.Unreachable(HttpResult.Cause.TLS, "expired"), 2, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.Retry(Duration.ofSeconds(100)));
        assertThat(policy.decide(new Outcome.Blocked("10.0.0.1"), 1, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.Retry(Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @CsvSource({"1, PT10S", "2, PT1M40S", "3, PT16M40S", "4, PT2H46M40S", "5, PT24H"})
    void theWaitGrowsWithTheAttempts(int number, Duration wait) {
        assertThat(policy.decide(SERVER_ERROR, number, 6, RETRIES, MIDDLE)).isEqualTo(new Decision.Retry(wait));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 100})
    void theLimitEndsIt(int number) {
        assertThat(policy.decide(SERVER_ERROR, number, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.GiveUp(FailureReason.EXHAUSTED));
    }

    @ParameterizedTest
    @CsvSource({"PT5S, PT10S", "PT10S, PT10S", "PT10M, PT10M", "PT24H, PT24H"})
    void retryAfterIsTheLeastWait(Duration asked, Duration wait) {
        assertThat(policy.decide(new Outcome.Rejected(503, asked), 1, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.Retry(wait));
    }

    @Test
    void retryAfterAddsNoAttempt() {
        assertThat(policy.decide(new Outcome.Rejected(503, Duration.ofMinutes(1)), 6, 6, RETRIES, MIDDLE))
                .isEqualTo(new Decision.GiveUp(FailureReason.EXHAUSTED));
    }

    @Test
    void theRandomNumberSpreadsTheWait() {
        assertThat(policy.decide(SERVER_ERROR, 1, 6, RETRIES, 0)).isEqualTo(new Decision.Retry(Duration.ofSeconds(8)));
        assertThat(((Decision.Retry) policy.decide(SERVER_ERROR, 1, 6, RETRIES, Math.nextDown(1.0))).delay())
                .isBetween(Duration.ofMillis(11_999), Duration.ofSeconds(12));
    }

    @ParameterizedTest(name = "attempt {0} of {1}: {2}")
    @CsvSource({"7, 12, PT10S", "8, 12, PT1M40S", "11, 12, PT24H", "2, 7, PT10S", "3, 7, PT1M40S"})
    void aRedriveBeginsItsWaitsAnew(int number, int limit, Duration wait) {
        assertThat(policy.decide(SERVER_ERROR, number, limit, RETRIES, MIDDLE)).isEqualTo(new Decision.Retry(wait));
    }

    @ParameterizedTest(name = "attempt {0} of 6 under a policy of 3: {1}")
    @CsvSource({"1, PT10S", "2, PT10S", "3, PT10S", "4, PT10S", "5, PT1M40S"})
    void aShrunkenPolicyLeavesTheLimitAndBeginsWithItsShortestWaits(int number, Duration wait) {
        RetryPolicy shrunken = RetryPolicy.exponential(2);

        assertThat(policy.decide(SERVER_ERROR, number, 6, shrunken, MIDDLE)).isEqualTo(new Decision.Retry(wait));
    }

    @Test
    void aPolicyThatNowHasNoRetriesEndsDeliveriesUnderWay() {
        assertThat(policy.decide(SERVER_ERROR, 2, 6, RetryPolicy.fixed(Duration.ofMinutes(1), 0), MIDDLE))
                .isEqualTo(new Decision.GiveUp(FailureReason.EXHAUSTED));
    }

    @Test
    void aGrownPolicyDoesNotRaiseTheLimit() {
        RetryPolicy grown = RetryPolicy.fixed(Duration.ofMinutes(1), 20);

        assertThat(policy.decide(SERVER_ERROR, 2, 3, grown, MIDDLE))
                .isEqualTo(new Decision.Retry(Duration.ofMinutes(1)));
        assertThat(policy.decide(SERVER_ERROR, 3, 3, grown, MIDDLE))
                .isEqualTo(new Decision.GiveUp(FailureReason.EXHAUSTED));
    }

    @Test
    void onlyGoneAndRetryAfterTouchTheEndpoint() {
        assertThat(policy.effect(new Outcome.Rejected(410, null))).isEqualTo(new EndpointEffect(null, null, true));
        assertThat(policy.effect(new Outcome.Rejected(429, Duration.ofMinutes(1))))
                .isEqualTo(new EndpointEffect(Duration.ofMinutes(1), null, false));
        assertThat(policy.effect(SERVER_ERROR)).isEqualTo(EndpointEffect.NONE);
        assertThat(policy.effect(new Outcome.Delivered(200))).isEqualTo(EndpointEffect.NONE);
        assertThat(policy.effect(new Outcome.Blocked("x"))).isEqualTo(EndpointEffect.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {399, 500, 200, 0})
    void permanentStatusesAreThoseOfTheClient(int status) {
        assertThatThrownBy(() -> new DecisionPolicy(Set.of(404, status)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(status));
    }
}
