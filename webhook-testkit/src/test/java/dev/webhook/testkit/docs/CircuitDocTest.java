package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.Circuit;
import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitAdmission.Admitted;
import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitState;
import dev.webhook.circuit.CircuitTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the circuit's table of {@code docs/state-machine.md} against the state machine itself. */
class CircuitDocTest {

    private static final CircuitPolicy POLICY = CircuitPolicy.defaults();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Permit LATE = new CircuitAdmission.Probe(0, new UUID(1, 1));

    private Circuit circuit = Circuit.fresh();
    private Instant now = START;
    private Permit permit = new Admitted(0);
    private CircuitTransition transition = CircuitTransition.NONE;
    private CircuitAdmission admission = new Admitted(0);

    private final Map<String, Runnable> happenings = happenings();

    static List<Map<String, String>> rows() {
        return Docs.table("docs/state-machine.md", "circuit");
    }

    private Map<String, Runnable> happenings() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("closed: an attempt asks", this::ask);
        all.put("closed: an attempt succeeds", () -> report(false));
        all.put("closed: an attempt fails, and neither threshold is reached", () -> report(true));
        all.put("closed: an attempt fails, the 5th in a row", () -> {
            for (int i = 0; i < POLICY.consecutiveFailures(); i++) {
                report(true);
            }
        });
        all.put("closed: an attempt fails, and of at least 20 in 60 s half failed", () -> {
            for (int i = 0; i < POLICY.minimumCalls() - 1; i++) {
                report(i % 2 == 0);
            }
            assertThat(state()).isEqualTo(CircuitState.CLOSED);
            report(true);
        });
        all.put("open: an attempt asks before the open time is over", this::ask);
        all.put("open: an attempt asks after the open time", () -> {
            now = now.plus(POLICY.openTime());
            ask();
        });
        all.put("open: the result of an earlier attempt comes", () -> report(false));
        all.put("half_open: another attempt asks", this::ask);
        all.put("half_open: the probe succeeds", () -> report(false));
        all.put("half_open: the probe fails", () -> report(true));
        all.put("half_open: the probe was not sent after all", () -> circuit = circuit.release(POLICY, now, permit));
        all.put("half_open: an attempt asks after the probe time", () -> {
            now = now.plus(POLICY.probeTime());
            ask();
        });
        all.put("half_open: the result of an earlier attempt comes", () -> {
            permit = LATE;
            report(false);
        });
        anotherBreaker(all);
        List.of("closed", "open", "half_open").forEach(from -> anywhere(from, all));
        return all;
    }

    private void anotherBreaker(Map<String, Runnable> all) {
        all.put("closed: another breaker has left it open", () -> leaveOpen(Duration.ZERO));
        all.put(
                "open: another breaker has left it open, for longer",
                () -> leaveOpen(POLICY.openTime().plusSeconds(1)));
    }

    private void anywhere(String from, Map<String, Runnable> all) {
        all.put(from + ": it is reset", () -> circuit = circuit.reset(POLICY, now));
        all.put(
                from + ": nothing is heard for the forget time",
                () -> now = circuit.snapshot().time().plus(POLICY.forgetTime()));
    }

    @Test
    void theTableHasARowForEveryStateAndHappening() {
        assertThat(rows()).extracting(CircuitDocTest::key).containsExactlyInAnyOrderElementsOf(happenings.keySet());
        assertThat(rows().stream().map(row -> row.get("from")).distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(CircuitState.values())
                        .map(CircuitDocTest::word)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theCircuitGoesWhereTheTableSays(Map<String, String> row) {
        bring(row.get("from"));

        happenings.get(key(row)).run();

        assertThat(word(state())).isEqualTo(row.get("to"));
        assertThat(told()).isEqualTo(row.get("answer"));
    }

    private void bring(String from) {
        if (!from.equals("closed")) {
            for (int i = 0; i < POLICY.consecutiveFailures(); i++) {
                report(true);
            }
        }
        if (from.equals("half_open")) {
            now = now.plus(POLICY.openTime());
            ask();
            permit = (Permit) admission;
        }
        transition = CircuitTransition.NONE;
        admission = new Admitted(0);
        assertThat(word(state())).isEqualTo(from);
    }

    private void ask() {
        Circuit.Step<CircuitAdmission> step = circuit.admit(POLICY, now, () -> new UUID(0, 7));
        circuit = step.next();
        admission = step.answer();
    }

    private void leaveOpen(Duration time) {
        Circuit open = circuit.open(POLICY, now, time);
        assertThat(open).isNotSameAs(circuit);
        circuit = open;
    }

    private void report(boolean failure) {
        Circuit.Step<CircuitTransition> step = circuit.report(POLICY, now, permit, failure);
        circuit = step.next();
        transition = step.answer();
    }

    private CircuitState state() {
        return circuit.status(POLICY, now).state();
    }

    private String told() {
        if (admission instanceof CircuitAdmission.Probe) {
            return "admitted as the probe";
        }
        if (admission instanceof CircuitAdmission.Refused refused) {
            return "refused for " + seconds(refused.retryIn());
        }
        return switch (transition.kind()) {
            case OPENED, REOPENED -> "open for " + seconds(transition.openTime());
            case CLOSED -> "closed";
            case NONE -> "";
        };
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    private static String key(Map<String, String> row) {
        return row.get("from") + ": " + row.get("what happens");
    }

    private static String word(CircuitState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
