package dev.webhook.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CircuitPolicyTest {

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertThat(CircuitPolicy.defaults())
                .isEqualTo(new CircuitPolicy(
                        5,
                        20,
                        50,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(2),
                        Duration.ofHours(1)));
    }

    @Test
    void everyValueCanBeSet() {
        assertThat(CircuitPolicy.builder()
                        .consecutiveFailures(1)
                        .minimumCalls(2)
                        .failureRatePercent(3)
                        .window(Duration.ofSeconds(4))
                        .openTime(Duration.ofSeconds(5))
                        .longestOpenTime(Duration.ofSeconds(6))
                        .probeTime(Duration.ofSeconds(7))
                        .forgetTime(Duration.ofSeconds(8))
                        .build())
                .isEqualTo(new CircuitPolicy(
                        1,
                        2,
                        3,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8)));
    }

    static Stream<Arguments> ranges() {
        return Stream.of(
                range("consecutiveFailures is 0", b -> b.consecutiveFailures(0), b -> b.consecutiveFailures(1)),
                range("minimumCalls is 0", b -> b.minimumCalls(0), b -> b.minimumCalls(1)),
                range("failureRatePercent is 0", b -> b.failureRatePercent(0), b -> b.failureRatePercent(1)),
                range("failureRatePercent is 101", b -> b.failureRatePercent(101), b -> b.failureRatePercent(100)),
                range("window is PT0.999S", b -> b.window(millis(999)), b -> b.window(millis(1_000))),
                range("window is PT1H0.001S", b -> b.window(millis(3_600_001)), b -> b.window(millis(3_600_000))),
                range("openTime is PT0.999S", b -> b.openTime(millis(999)), b -> b.openTime(millis(1_000))),
                range("openTime is PT10M0.001S", b -> b.openTime(millis(600_001)), b -> b.openTime(millis(600_000))),
                range(
                        "longestOpenTime is PT24H0.001S",
                        b -> b.longestOpenTime(millis(86_400_001)),
                        b -> b.longestOpenTime(millis(86_400_000))),
                range("probeTime is PT0.999S", b -> b.probeTime(millis(999)), b -> b.probeTime(millis(1_000))),
                range(
                        "probeTime is PT1H0.001S",
                        b -> b.probeTime(millis(3_600_001)),
                        b -> b.probeTime(millis(3_600_000))),
                range("forgetTime is PT59.999S", b -> b.forgetTime(millis(59_999)), b -> b.forgetTime(millis(60_000))),
                range(
                        "forgetTime is PT168H0.001S",
                        b -> b.forgetTime(millis(604_800_001)),
                        b -> b.forgetTime(millis(604_800_000))));
    }

    private static Arguments range(
            String wrong, UnaryOperator<CircuitPolicy.Builder> outside, UnaryOperator<CircuitPolicy.Builder> edge) {
        return arguments(wrong, outside, edge);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ranges")
    void aValueOutsideItsRangeIsRefusedAndTheEdgeIsNot(
            String wrong, UnaryOperator<CircuitPolicy.Builder> outside, UnaryOperator<CircuitPolicy.Builder> edge) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> outside.apply(CircuitPolicy.builder()).build())
                .withMessageStartingWith("circuit policy: " + wrong + ", it must be ");
        assertThatNoException()
                .isThrownBy(() -> edge.apply(CircuitPolicy.builder()).build());
    }

    @Test
    void allMistakesAreNamedTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CircuitPolicy.builder()
                        .minimumCalls(-1)
                        .longestOpenTime(Duration.ofSeconds(29))
                        .forgetTime(Duration.ZERO)
                        .build())
                .withMessage("circuit policy: minimumCalls is -1, it must be 1 or more; openTime is PT30S, it must be"
                        + " PT1S to PT29S; forgetTime is PT0S, it must be PT1M to PT168H");
    }

    @ParameterizedTest
    @CsvSource({"1, 30", "2, 60", "3, 120", "5, 480", "6, 600", "7, 600", "2147483647, 600"})
    void theOpenTimeDoublesUpToItsLongest(int openings, long seconds) {
        assertThat(CircuitPolicy.defaults().openTime(openings)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "4, 100, 49, false",
        "5, 5, 5, true",
        "6, 5, 5, true",
        "1, 19, 19, false",
        "1, 20, 9, false",
        "1, 20, 10, true",
        "1, 21, 10, false",
        "1, 2000000000, 1000000000, true",
        "1, 2000000000, 999999999, false"
    })
    void aCircuitOpensByTheRowOrByTheRate(int inARow, int calls, int failures, boolean opens) {
        ResultWindow results = new ResultWindow(List.of(new ResultTally(7, calls, failures)));

        assertThat(CircuitPolicy.defaults().opens(inARow, results)).isEqualTo(opens);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
