package dev.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

@Tag("sweep")
class DecisionPolicyPropertyTest {

    private static final DecisionPolicy POLICY = new DecisionPolicy(Set.of(400, 422));

    /** What the receiver asks for is waited for at least, and the policy's own wait too. */
    @Property
    void aRetryWaitsForWhatIsLonger(
            @ForAll("policies") RetryPolicy retries,
            @ForAll @IntRange(min = 1, max = 101) int number,
            @ForAll @IntRange(min = 402, max = 409) int status,
            @ForAll @IntRange(max = 86_400) int asked,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Duration retryAfter = Duration.ofSeconds(asked);
        Outcome outcome = new Outcome.Rejected(status, retryAfter);

        Decision decision = POLICY.decide(outcome, number, retries.maxAttempts(), retries, random);

        if (number >= retries.maxAttempts()) {
            assertThat(decision).isEqualTo(new Decision.GiveUp(FailureReason.EXHAUSTED));
            return;
        }
        Duration wait = retries.delayAfter(number, random).orElseThrow();
        assertThat(decision).isEqualTo(new Decision.Retry(wait.compareTo(retryAfter) > 0 ? wait : retryAfter));
    }

    /** A redrive gives a whole budget: from there on the waits are those of a delivery that begins. */
    @Property
    void aRedrivenDeliveryWaitsAsANewOne(
            @ForAll("policies") RetryPolicy retries,
            @ForAll @IntRange(min = 1, max = 500) int before,
            @ForAll @IntRange(min = 1, max = 101) int made,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Outcome outcome = new Outcome.Rejected(500, null);

        assertThat(POLICY.decide(outcome, before + made, before + retries.maxAttempts(), retries, random))
                .isEqualTo(POLICY.decide(outcome, made, retries.maxAttempts(), retries, random));
    }

    @Provide
    Arbitrary<RetryPolicy> policies() {
        Arbitrary<RetryPolicy> schedule = Arbitraries.integers()
                .between(0, 604_800)
                .map(seconds -> Duration.ofSeconds(seconds))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(RetryPolicy::schedule);
        Arbitrary<RetryPolicy> exponential =
                Arbitraries.integers().between(0, RetryPolicy.MOST_RETRIES).map(RetryPolicy::exponential);
        return Arbitraries.oneOf(List.of(schedule, exponential));
    }
}
