package dev.webhook.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

@Tag("sweep")
class RetryPolicyPropertyTest {

    @Property
    void aDelayLiesWithinAFifthOfTheBackoff(
            @ForAll("policies") RetryPolicy policy,
            @ForAll @IntRange(max = 120) int attempts,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Duration backoff = policy.backoff(attempts);

        assertThat(policy.delayAfter(attempts, random).isPresent()).isEqualTo(attempts < policy.maxAttempts());
        policy.delayAfter(attempts, random)
                .ifPresent(delay -> assertThat(delay)
                        .isBetween(
                                backoff.multipliedBy(4).dividedBy(5),
                                backoff.multipliedBy(6).dividedBy(5)));
    }

    @Property
    void noRunOfDelaysIsLongerThanTheLongestSpan(
            @ForAll("policies") RetryPolicy policy,
            @ForAll List<@DoubleRange(max = 1, maxIncluded = false) Double> randoms) {
        Duration span = Duration.ZERO;
        for (int attempts = 0; attempts < policy.maxAttempts(); attempts++) {
            double random = randoms.isEmpty() ? 0.999_999 : randoms.get(attempts % randoms.size());
            span = span.plus(policy.delayAfter(attempts, random).orElseThrow());
        }

        assertThat(span).isLessThanOrEqualTo(policy.longestSpan());
    }

    @Property
    void storedColumnsRebuildAnEqualPolicy(@ForAll("policies") RetryPolicy policy) {
        assertThat(RetryPolicy.of(policy.strategy(), policy.maxRetries(), policy.schedule()))
                .isEqualTo(policy);
    }

    @Property
    void growingWaitsNeverShrink(@ForAll("growing") RetryPolicy policy, @ForAll @IntRange(max = 1_000) int attempts) {
        assertThat(policy.backoff(attempts + 1)).isGreaterThanOrEqualTo(policy.backoff(attempts));
    }

    @Property
    void exponentialWaitsAreThePowersAndLinearOnesTheMultiples(
            @ForAll @IntRange(min = 1, max = 3_600) int first,
            @ForAll @IntRange(min = 2, max = 100) int factor,
            @ForAll @IntRange(max = 200) int more,
            @ForAll @IntRange(min = 1, max = 1_000) int attempts) {
        BigInteger cap = BigInteger.valueOf((long) first * factor + more);
        BigInteger power = BigInteger.valueOf(factor).pow(attempts - 1).multiply(BigInteger.valueOf(first));
        BigInteger multiple = BigInteger.valueOf(first).multiply(BigInteger.valueOf(attempts));
        Duration longest = seconds(cap.longValueExact());

        assertThat(RetryPolicy.exponential(seconds(first), factor, longest, 5).backoff(attempts))
                .isEqualTo(seconds(power.min(cap).longValueExact()));
        assertThat(RetryPolicy.linear(seconds(first), longest, 5).backoff(attempts))
                .isEqualTo(seconds(multiple.min(cap).longValueExact()));
    }

    @Provide
    Arbitrary<RetryPolicy> growing() {
        Arbitrary<Integer> retries = Arbitraries.integers().between(0, 100);
        Arbitrary<Integer> first = Arbitraries.integers().between(1, 3_600);
        Arbitrary<Integer> growth = Arbitraries.integers().between(2, 100);
        Arbitrary<RetryPolicy> exponential = Combinators.combine(first, growth, retries)
                .as((base, factor, max) ->
                        RetryPolicy.exponential(seconds(base), factor, seconds((long) base * factor + 7), max));
        Arbitrary<RetryPolicy> linear = Combinators.combine(first, growth, retries)
                .as((step, more, max) -> RetryPolicy.linear(seconds(step), seconds((long) step * more), max));
        return Arbitraries.oneOf(exponential, linear);
    }

    @Provide
    Arbitrary<RetryPolicy> policies() {
        Arbitrary<Integer> wait = Arbitraries.integers().between(0, 604_800);
        Arbitrary<RetryPolicy> fixed = Combinators.combine(
                        wait, Arbitraries.integers().between(0, 100))
                .as((each, max) -> RetryPolicy.fixed(seconds(each), max));
        Arbitrary<RetryPolicy> schedule = wait.map(RetryPolicyPropertyTest::seconds)
                .list()
                .ofMinSize(1)
                .ofMaxSize(100)
                .map(RetryPolicy::schedule);
        return Arbitraries.oneOf(growing(), fixed, schedule);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
