package dev.webhook.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final Duration CAP = Duration.ofHours(24);

    static Stream<Arguments> waits() {
        return Stream.of(
                arguments(RetryPolicy.exponential(), "0 10 100 1000 10000 86400 86400 86400"),
                arguments(RetryPolicy.exponential(seconds(3), 2, seconds(20), 9), "0 3 6 12 20 20 20"),
                arguments(RetryPolicy.exponential(seconds(3), 2, seconds(6), 9), "0 3 6 6"),
                arguments(RetryPolicy.linear(seconds(7), seconds(20), 2), "0 7 14 20 20"),
                arguments(RetryPolicy.linear(seconds(7), seconds(7), 2), "0 7 7"),
                arguments(RetryPolicy.fixed(seconds(9), 2), "0 9 9 9 9"),
                arguments(RetryPolicy.fixed(Duration.ZERO, 2), "0 0 0"),
                arguments(RetryPolicy.schedule(List.of(seconds(4), Duration.ZERO, seconds(2))), "0 4 0 2 2 2"));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void backoffFollowsTheStrategyAndStaysAtItsEnd(RetryPolicy policy, String expected) {
        int known = expected.split(" ").length;

        assertThat(IntStream.range(0, known)
                        .mapToObj(attempts ->
                                String.valueOf(policy.backoff(attempts).toSeconds()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    static Stream<RetryPolicy> policies() {
        return waits().map(row -> (RetryPolicy) row.get()[0]);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void backoffNeverOverflows(RetryPolicy policy) {
        Duration last = policy.backoff(1_000);

        assertThat(Stream.of(1_001, 1 << 20, Integer.MAX_VALUE - 1, Integer.MAX_VALUE)
                        .map(policy::backoff))
                .containsOnly(last);
    }

    @Test
    void theSteepestAndTheLongestPoliciesStayAtTheirCaps() {
        Duration week = RetryPolicy.LONGEST_WAIT;

        assertThat(RetryPolicy.exponential(seconds(1), 604_800, week, 100).backoff(Integer.MAX_VALUE))
                .isEqualTo(week);
        assertThat(RetryPolicy.linear(week, week, 100).backoff(Integer.MAX_VALUE))
                .isEqualTo(week);
        assertThat(RetryPolicy.fixed(week, 100).longestSpan()).isEqualTo(Duration.ofDays(840));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aNegativeNumberOfAttemptsIsRefused(RetryPolicy policy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.backoff(-1))
                .withMessage("attemptsMade is -1, it must be 0 or more");
    }

    @Test
    void fiveRetriesMakeSixAttempts() {
        RetryPolicy policy = RetryPolicy.exponential();

        assertThat(policy.maxRetries()).isEqualTo(5);
        assertThat(policy.maxAttempts()).isEqualTo(6);
        assertThat(policy.delayAfter(5, 0.5)).contains(CAP);
        assertThat(policy.delayAfter(6, 0.5)).isEmpty();
        assertThat(policy.delayAfter(Integer.MAX_VALUE, 0.5)).isEmpty();
    }

    @Test
    void theDefaultRetriesSpanAboutTwentySevenHours() {
        Duration withoutJitter = seconds(10 + 100 + 1_000 + 10_000 + 86_400);

        assertThat(withoutJitter.toHours()).isEqualTo(27);
        assertThat(RetryPolicy.exponential().longestSpan())
                .isEqualTo(withoutJitter.multipliedBy(6).dividedBy(5));
    }

    @Test
    void aPolicyWithoutRetriesMakesOneAttempt() {
        RetryPolicy policy = RetryPolicy.exponential(0);

        assertThat(policy.maxAttempts()).isEqualTo(1);
        assertThat(policy.delayAfter(0, 0.9)).contains(Duration.ZERO);
        assertThat(policy.delayAfter(1, 0.9)).isEmpty();
        assertThat(policy.longestSpan()).isZero();
    }

    @Test
    void standardWebhooksMakesTheTenAttemptsOfTheSpecificationAtItsTimes() {
        RetryPolicy policy = RetryPolicy.standardWebhooks();
        List<String> timesSinceStart = new ArrayList<>();
        Duration time = Duration.ZERO;
        for (int attempt = 1; attempt <= policy.maxAttempts(); attempt++) {
            time = time.plus(policy.delayAfter(attempt - 1, 0.5).orElseThrow());
            timesSinceStart.add("%02d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart()));
        }

        assertThat(timesSinceStart)
                .containsExactly(
                        "00:00:00",
                        "00:00:05",
                        "00:05:05",
                        "00:35:05",
                        "02:35:05",
                        "07:35:05",
                        "17:35:05",
                        "31:35:05",
                        "51:35:05",
                        "75:35:05");
        assertThat(policy.delayAfter(10, 0.5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 8000", "0.25, 9000", "0.5, 10000", "0.75, 11000", "0.9999999999999999, 11999", "0.00001, 8000"})
    void jitterSpreadsAWaitByAFifthToEitherSide(double random, long millis) {
        assertThat(RetryPolicy.exponential().delayAfter(1, random)).contains(Duration.ofMillis(millis));
    }

    @Test
    void jitterSpreadsAnExplicitScheduleToo() {
        assertThat(RetryPolicy.standardWebhooks().delayAfter(2, 0)).contains(seconds(240));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
    void aRandomNumberOutsideItsRangeIsRefused(double random) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential().delayAfter(1, random))
                .withMessage("random is " + random + ", it must be in [0, 1)");
    }

    static Stream<Arguments> stored() {
        return Stream.of(
                arguments(RetryPolicy.exponential(), "exponential", 5, ""),
                arguments(RetryPolicy.exponential(seconds(10), 10, CAP, 7), "exponential", 7, ""),
                arguments(RetryPolicy.exponential(seconds(10), 10, seconds(100), 7), "exponential", 7, "10 100 100"),
                arguments(RetryPolicy.exponential(seconds(3), 2, CAP, 0), "exponential", 0, "3 6 86400"),
                arguments(RetryPolicy.linear(seconds(300), CAP, 4), "linear", 4, ""),
                arguments(RetryPolicy.linear(seconds(300), seconds(600), 4), "linear", 4, "300 600"),
                arguments(RetryPolicy.linear(seconds(1), CAP, 4), "linear", 4, "1 86400"),
                arguments(RetryPolicy.fixed(seconds(300), 100), "fixed", 100, ""),
                arguments(RetryPolicy.fixed(seconds(1), 3), "fixed", 3, "1"),
                arguments(RetryPolicy.schedule(List.of(seconds(1), seconds(60))), "schedule", 2, "1 60"));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void aPolicyIsRebuiltFromItsColumns(RetryPolicy policy, String strategy, int maxRetries, String schedule) {
        assertThat(policy.strategy().storedName()).isEqualTo(strategy);
        assertThat(policy.maxRetries()).isEqualTo(maxRetries);
        assertThat(policy.schedule()).isEqualTo(list(schedule));
        assertThat(RetryPolicy.of(RetryStrategy.ofStoredName(strategy), maxRetries, list(schedule)))
                .isEqualTo(policy)
                .hasSameHashCodeAs(policy);
    }

    @Test
    void aScheduleWinsOverTheNumberOfRetries() {
        RetryPolicy policy = RetryPolicy.of(RetryStrategy.SCHEDULE, 5, list("1 2 3"));

        assertThat(policy.maxRetries()).isEqualTo(3);
        assertThat(policy).isEqualTo(RetryPolicy.of(RetryStrategy.SCHEDULE, 99, list("1 2 3")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exponential | 5   | 10             | must hold the first wait, the second and the cap
            exponential | 5   | 10 20 30 40    | has 4 entries
            exponential | 5   | 0 10 86400     | the first wait is PT0S, it must be whole seconds from PT1S to PT168H
            exponential | 5   | 10 25 86400    | the second wait is PT25S, it must be a whole multiple of the first, PT10S
            exponential | 5   | 10 9 86400     | the second wait is PT9S
            exponential | 5   | 10 604810 9    | the second wait is PT168H10S, it must be whole seconds from PT10S to PT168H
            exponential | 5   | 10 10 86400    | the factor is 1, it must be 2 or more
            exponential | 5   | 10 100 99      | the cap of an exponential retry is PT1M39S
            exponential | 5   | 10 100 604801  | the cap of an exponential retry is PT168H1S
            exponential | -1  | ''             | max_retries is -1, it must be 0 to 100
            exponential | 101 | ''             | max_retries is 101
            linear      | 5   | 10             | must hold the step and the cap
            linear      | 5   | 0 10           | the step is PT0S
            linear      | 5   | 10 9           | the cap of a linear retry is PT9S
            linear      | 101 | ''             | max_retries is 101
            fixed       | 5   | 1 2            | must hold the wait
            fixed       | 5   | -1             | the fixed wait is PT-1S
            fixed       | 5   | 604801         | the fixed wait is PT168H1S
            fixed       | -1  | 1              | max_retries is -1
            schedule    | 5   | ''             | has 0 entries, it must hold 1 to 100 waits
            schedule    | 5   | 1 -2 3         | wait 2 of the retry schedule is PT-2S
            """)
    void columnsThatDescribeNoPolicyAreRefused(String strategy, int maxRetries, String schedule, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.of(RetryStrategy.ofStoredName(strategy), maxRetries, list(schedule)))
                .withMessageContaining(message);
    }

    @Test
    void aScheduleHasAtMostAHundredWaits() {
        assertThat(RetryPolicy.schedule(Collections.nCopies(100, seconds(1))).maxAttempts())
                .isEqualTo(101);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.schedule(Collections.nCopies(101, seconds(1))))
                .withMessageContaining("has 101 entries");
    }

    @Test
    void anExponentialRetryNeedsAFirstWaitToGrowFrom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(Duration.ZERO, 2, CAP, 1))
                .withMessage("the first wait is PT0S, it must be whole seconds from PT1S to PT168H");
    }

    @Test
    void aWaitOfPartSecondsIsRefusedBecauseItCanNotBeStored() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.fixed(Duration.ofMillis(1_500), 1))
                .withMessage("the fixed wait is PT1.5S, it must be whole seconds from PT0S to PT168H");
    }

    @Test
    void aPolicyKeepsItsOwnCopyOfASchedule() {
        List<Duration> waits = new ArrayList<>(list("1 2"));
        RetryPolicy policy = RetryPolicy.schedule(waits);
        waits.clear();

        assertThat(policy.schedule()).isEqualTo(list("1 2"));
    }

    private static List<Duration> list(String seconds) {
        return seconds.isEmpty()
                ? List.of()
                : Stream.of(seconds.split(" "))
                        .map(Long::parseLong)
                        .map(Duration::ofSeconds)
                        .toList();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
