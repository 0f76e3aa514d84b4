package dev.webhook.circuit;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.webhook.circuit.CircuitAdmission.Admitted;
import dev.webhook.circuit.CircuitAdmission.Probe;
import dev.webhook.circuit.CircuitAdmission.Refused;
import dev.webhook.circuit.CircuitTransition.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CircuitValuesTest {

    private static final UUID TOKEN = new UUID(0, 1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<ResultTally> SOME = List.of(new ResultTally(1, 1, 1));

    static Stream<Arguments> impossible() {
        return Stream.of(
                row("generation is -1", () -> new Admitted(-1)),
                row("generation is -1", () -> new Probe(-1, TOKEN)),
                row("retryIn is PT0S", () -> new Refused(Duration.ZERO)),
                row("retryIn is PT-1S", () -> new Refused(SECOND.negated())),
                row("more than zero for kind OPENED", () -> CircuitTransition.opened(Duration.ZERO)),
                row("more than zero for kind REOPENED", () -> CircuitTransition.reopened(Duration.ZERO)),
                row("more than zero for kind OPENED", () -> CircuitTransition.opened(SECOND.negated())),
                row("zero for kind CLOSED", () -> new CircuitTransition(Kind.CLOSED, SECOND)),
                row("zero for kind NONE", () -> new CircuitTransition(Kind.NONE, SECOND)),
                row("zero for kind NONE", () -> new CircuitTransition(Kind.NONE, SECOND.negated())),
                row("remaining is PT-1S", () -> new CircuitStatus(CircuitState.OPEN, SECOND.negated(), 0)),
                row("consecutiveFailures is -1", () -> new CircuitStatus(CircuitState.OPEN, SECOND, -1)),
                row("generation is -1", () -> snapshot(-1, CircuitState.CLOSED, 0, 0, null, SOME)),
                row("consecutiveFailures is -1", () -> snapshot(0, CircuitState.CLOSED, -1, 0, null, SOME)),
                row("openings is 1", () -> snapshot(0, CircuitState.CLOSED, 0, 1, null, SOME)),
                row("openings is 0", () -> snapshot(0, CircuitState.OPEN, 0, 0, null, List.of())),
                row("openings is 0", () -> snapshot(0, CircuitState.HALF_OPEN, 0, 0, TOKEN, List.of())),
                row("probe is " + TOKEN, () -> snapshot(0, CircuitState.OPEN, 0, 1, TOKEN, List.of())),
                row("probe is null", () -> snapshot(0, CircuitState.HALF_OPEN, 0, 1, null, List.of())),
                row("tallies is [ResultTally", () -> snapshot(0, CircuitState.OPEN, 0, 1, null, SOME)),
                row(
                        "must ascend",
                        () -> snapshot(0, CircuitState.CLOSED, 0, 0, null, List.of(SOME.get(0), SOME.get(0)))));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void anImpossibleValueIsRefused(String message, Executable construction) {
        assertThatIllegalArgumentException().isThrownBy(construction::execute).withMessageContaining(message);
    }

    private static Arguments row(String message, Executable construction) {
        return arguments(message, construction);
    }

    private static CircuitSnapshot snapshot(
            long generation,
            CircuitState state,
            int failures,
            int openings,
            @Nullable UUID probe,
            List<ResultTally> tallies) {
        return new CircuitSnapshot(generation, state, Instant.EPOCH, failures, openings, probe, tallies);
    }
}
