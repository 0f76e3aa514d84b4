package dev.webhook.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitAdmission.Admitted;
import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitAdmission.Probe;
import dev.webhook.circuit.CircuitAdmission.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitTest {

    private static final CircuitPolicy POLICY = CircuitPolicy.defaults();
    private static final Duration MILLI = Duration.ofMillis(1);

    private Circuit circuit = Circuit.fresh();
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");
    private int tokens;

    @Test
    void aFreshCircuitAdmitsAndNothingNeedsToBeKept() {
        assertThat(circuit.status(POLICY, now)).isEqualTo(closed(0));
        assertThat(circuit.admit(POLICY, now, UUID::randomUUID))
                .isEqualTo(new Circuit.Step<>(Circuit.fresh(), new Admitted(0)));
        assertThat(circuit.isForgotten(POLICY, now)).isTrue();
    }

    @Test
    void aClosedCircuitOpensAtTheFifthFailureInARow() {
        assertThat(attempts(4, true)).isEqualTo(CircuitTransition.NONE);
        assertThat(status()).isEqualTo(closed(4));
        assertThat(attempt(true)).isEqualTo(CircuitTransition.opened(seconds(30)));
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.OPEN, seconds(30), 5));
    }

    @Test
    void aSuccessEndsARowOfFailures() {
        attempts(4, true);
        attempt(false);
        assertThat(status()).isEqualTo(closed(0));
        assertThat(attempts(4, true)).isEqualTo(CircuitTransition.NONE);
        assertThat(attempt(true).kind()).isEqualTo(CircuitTransition.Kind.OPENED);
    }

    @Test
    void aClosedCircuitOpensWhenHalfOfTwentyResultsFailed() {
        for (int pair = 0; pair < 9; pair++) {
            assertThat(attempt(true)).isEqualTo(CircuitTransition.NONE);
            assertThat(attempt(false)).isEqualTo(CircuitTransition.NONE);
        }
        assertThat(attempt(false)).isEqualTo(CircuitTransition.NONE);
        assertThat(attempt(true)).isEqualTo(CircuitTransition.opened(seconds(30)));
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.OPEN, seconds(30), 1));
    }

    @Test
    void aClosedCircuitStaysClosedWhileLessThanHalfFailed() {
        for (int pair = 0; pair < 50; pair++) {
            assertThat(attempt(false)).isEqualTo(CircuitTransition.NONE);
            assertThat(attempt(pair > 0)).isEqualTo(CircuitTransition.NONE);
        }
    }

    @Test
    void aSuccessNeverOpensACircuit() {
        for (int pair = 0; pair < 9; pair++) {
            attempt(true);
            attempt(false);
        }
        attempt(true);
        assertThat(attempt(false)).isEqualTo(CircuitTransition.NONE);
        assertThat(attempt(true).kind()).isEqualTo(CircuitTransition.Kind.OPENED);
    }

    @Test
    void resultsOutsideTheWindowNoLongerCount() {
        for (int pair = 0; pair < 9; pair++) {
            attempt(true);
            attempt(false);
        }
        pass(seconds(60));
        attempt(false);

        assertThat(attempt(true)).isEqualTo(CircuitTransition.NONE);
    }

    @Test
    void anOpenCircuitRefusesUntilItsTimeIsOver() {
        open();
        assertThat(ask()).isEqualTo(new Refused(seconds(30)));
        pass(seconds(29));
        assertThat(ask()).isEqualTo(new Refused(seconds(1)));
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.OPEN, seconds(1), 5));
        pass(seconds(1).minus(MILLI));
        assertThat(ask()).isEqualTo(new Refused(MILLI));
        pass(MILLI);
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.OPEN, Duration.ZERO, 5));
        assertThat(ask()).isInstanceOf(Probe.class);
    }

    @Test
    void anOpenCircuitBecomesHalfOpenAndAdmitsOneProbe() {
        open();
        pass(seconds(31));
        assertThat(ask()).isEqualTo(new Probe(2, new UUID(0, 1)));
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.HALF_OPEN, seconds(120), 5));
        pass(seconds(20));
        assertThat(ask()).isEqualTo(new Refused(seconds(100)));
        assertThat(tokens).isEqualTo(1);
    }

    @Test
    void aProbeThatSucceedsClosesTheCircuit() {
        Probe probe = probe();

        assertThat(report(probe, false)).isEqualTo(CircuitTransition.CLOSED);
        assertThat(status()).isEqualTo(closed(0));
        assertThat(ask()).isEqualTo(new Admitted(3));
        assertThat(attempts(4, true)).isEqualTo(CircuitTransition.NONE);
        assertThat(attempt(true)).isEqualTo(CircuitTransition.opened(seconds(30)));
    }

    @Test
    void aProbeThatFailsReopensTheCircuitForTwiceAsLong() {
        Probe probe = probe();

        assertThat(report(probe, true)).isEqualTo(new CircuitTransition(CircuitTransition.Kind.REOPENED, seconds(60)));
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.OPEN, seconds(60), 6));
        assertThat(ask()).isEqualTo(new Refused(seconds(60)));
    }

    @Test
    void theOpenTimeDoublesUpToTenMinutes() {
        open();
        for (int expected : new int[] {60, 120, 240, 480, 600, 600, 600}) {
            pass(status().remaining());
            assertThat(report((Permit) ask(), true)).isEqualTo(CircuitTransition.reopened(seconds(expected)));
            assertThat(status().remaining()).isEqualTo(seconds(expected));
        }
    }

    @Test
    void aProbeThatIsLostIsReplacedWhenItsTimeIsOver() {
        Probe lost = probe();
        pass(seconds(120).minus(MILLI));
        assertThat(ask()).isEqualTo(new Refused(MILLI));
        pass(MILLI);
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.HALF_OPEN, Duration.ZERO, 5));

        Probe second = (Probe) ask();
        assertThat(second).isEqualTo(new Probe(3, new UUID(0, 2)));
        assertThat(report(lost, false)).isEqualTo(CircuitTransition.NONE);
        assertThat(release(lost)).isFalse();
        assertThat(report(second, true)).isEqualTo(CircuitTransition.reopened(seconds(60)));
    }

    @Test
    void aProbeThatReportsLateButWasNotReplacedStillCounts() {
        Probe probe = probe();
        pass(seconds(121));

        assertThat(report(probe, false)).isEqualTo(CircuitTransition.CLOSED);
    }

    @Test
    void aReleasedProbeGoesToTheNextThatAsks() {
        Probe probe = probe();

        assertThat(release(probe)).isTrue();
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.OPEN, Duration.ZERO, 5));
        assertThat(release(probe)).isFalse();
        assertThat(report(probe, false)).isEqualTo(CircuitTransition.NONE);
        assertThat(ask()).isEqualTo(new Probe(4, new UUID(0, 2)));
        assertThat(report(new Probe(4, new UUID(0, 2)), true)).isEqualTo(CircuitTransition.reopened(seconds(60)));
    }

    @Test
    void releasingAnOrdinaryPermitChangesNothing() {
        Permit admitted = (Permit) ask();
        attempts(3, true);
        assertThat(release(admitted)).isFalse();
        attempts(2, true);
        assertThat(release(admitted)).isFalse();
        pass(seconds(30));
        ask();
        assertThat(release(admitted)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResultFromBeforeTheOpeningChangesNothing(boolean failure) {
        attempt(false);
        Permit early = (Permit) ask();
        open();
        assertThat(reportChanges(early, failure)).isFalse();
        pass(seconds(30));
        Probe probe = (Probe) ask();
        assertThat(reportChanges(early, failure)).isFalse();
        report(probe, false);
        assertThat(reportChanges(early, failure)).isFalse();
        assertThat(status()).isEqualTo(closed(0));
    }

    @Test
    void aProbesSecondReportChangesNothing() {
        Probe probe = probe();
        report(probe, true);
        assertThat(reportChanges(probe, false)).isFalse();
        pass(seconds(60));
        Probe second = (Probe) ask();
        report(second, false);
        assertThat(reportChanges(second, true)).isFalse();
    }

    @Test
    void aResetClosesAnOpenCircuitAndOutdatesWhatIsUnderWay() {
        Permit early = (Permit) ask();
        open();
        circuit = circuit.reset(POLICY, now);
        assertThat(status()).isEqualTo(closed(0));
        assertThat(ask()).isEqualTo(new Admitted(2));
        assertThat(reportChanges(early, true)).isFalse();
        assertThat(attempt(true)).isEqualTo(CircuitTransition.NONE);
        assertThat(status()).isEqualTo(closed(1));
    }

    @Test
    void aResetTakesTheProbeAway() {
        Probe probe = probe();
        circuit = circuit.reset(POLICY, now);
        assertThat(reportChanges(probe, true)).isFalse();
        assertThat(release(probe)).isFalse();
        assertThat(ask()).isEqualTo(new Admitted(3));
    }

    @Test
    void aResetForgetsTheWindow() {
        for (int pair = 0; pair < 9; pair++) {
            attempt(true);
            attempt(false);
        }
        circuit = circuit.reset(POLICY, now);
        attempt(false);
        assertThat(attempt(true)).isEqualTo(CircuitTransition.NONE);
    }

    @Test
    void aClosedCircuitIsForgottenAnHourAfterItsLastResult() {
        attempts(3, true);
        pass(Duration.ofMinutes(59));
        attempt(true);
        pass(Duration.ofHours(1).minus(MILLI));
        assertThat(circuit.isForgotten(POLICY, now)).isFalse();
        assertThat(status()).isEqualTo(closed(4));
        pass(MILLI);
        assertThat(circuit.isForgotten(POLICY, now)).isTrue();
        assertThat(status()).isEqualTo(closed(0));
        assertThat(attempt(true)).isEqualTo(CircuitTransition.NONE);
        assertThat(status()).isEqualTo(closed(1));
    }

    @Test
    void anOpenCircuitIsForgottenAnHourAfterItsOpenTime() {
        open();
        pass(Duration.ofHours(1).plusSeconds(30).minus(MILLI));
        assertThat(status().state()).isEqualTo(CircuitState.OPEN);
        pass(MILLI);
        assertThat(status()).isEqualTo(closed(0));
        assertThat(ask()).isEqualTo(new Admitted(0));
    }

    @Test
    void aHalfOpenCircuitIsForgottenAnHourAfterItsProbeTime() {
        Probe probe = probe();
        pass(Duration.ofHours(1).plusSeconds(120));

        assertThat(circuit.release(POLICY, now, probe)).isSameAs(Circuit.fresh());
        assertThat(report(probe, true)).isEqualTo(CircuitTransition.NONE);
        assertThat(circuit).isSameAs(Circuit.fresh());
    }

    @Test
    void aSlowResultCountsEvenIfItsCircuitWasForgottenMeanwhile() {
        report(probe(), false);
        Permit slow = (Permit) ask();
        assertThat(slow.generation()).isEqualTo(3);
        pass(Duration.ofHours(1));

        assertThat(reportChanges(slow, true)).isTrue();
        assertThat(status()).isEqualTo(closed(1));
    }

    @Test
    void aClockThatStepsBackLosesNothing() {
        attempts(3, true);
        pass(seconds(-20));
        attempt(true);
        assertThat(status()).isEqualTo(closed(4));
        assertThat(attempt(true).kind()).isEqualTo(CircuitTransition.Kind.OPENED);
    }

    @Test
    void aCircuitSurvivesBeingStoredInEveryState() {
        attempts(2, true);
        restored();
        assertThat(attempts(2, true)).isEqualTo(CircuitTransition.NONE);
        assertThat(attempt(true)).isEqualTo(CircuitTransition.opened(seconds(30)));
        restored();
        assertThat(status()).isEqualTo(new CircuitStatus(CircuitState.OPEN, seconds(30), 5));
        pass(seconds(30));
        Probe probe = (Probe) ask();
        restored();
        assertThat(ask()).isEqualTo(new Refused(seconds(120)));
        assertThat(report(probe, true)).isEqualTo(CircuitTransition.reopened(seconds(60)));
    }

    @Test
    void theTextOfACircuitNamesItsGenerationAndState() {
        attempt(true);
        assertThat(circuit.toString())
                .startsWith("Circuit[generation=0, Closed[")
                .contains("consecutiveFailures=1");
    }

    private CircuitAdmission ask() {
        Circuit.Step<CircuitAdmission> step = circuit.admit(POLICY, now, () -> new UUID(0, ++tokens));
        circuit = step.next();
        return step.answer();
    }

    private CircuitTransition report(Permit permit, boolean failure) {
        Circuit.Step<CircuitTransition> step = circuit.report(POLICY, now, permit, failure);
        circuit = step.next();
        return step.answer();
    }

    private boolean reportChanges(Permit permit, boolean failure) {
        Circuit before = circuit;
        assertThat(report(permit, failure)).isEqualTo(CircuitTransition.NONE);
        return circuit != before;
    }

    private boolean release(Permit permit) {
        Circuit before = circuit;
        circuit = circuit.release(POLICY, now, permit);
        return circuit != before;
    }

    private CircuitTransition attempt(boolean failure) {
        return report((Permit) ask(), failure);
    }

    private CircuitTransition attempts(int count, boolean failure) {
        CircuitTransition last = CircuitTransition.NONE;
        for (int n = 0; n < count; n++) {
            assertThat(last).isEqualTo(CircuitTransition.NONE);
            last = attempt(failure);
        }
        return last;
    }

    private void open() {
        attempts(5, true);
    }

    private Probe probe() {
        open();
        pass(seconds(30));
        return (Probe) ask();
    }

    private void restored() {
        CircuitSnapshot snapshot = circuit.snapshot();
        circuit = Circuit.restore(snapshot);
        assertThat(circuit.snapshot()).isEqualTo(snapshot);
    }

    private CircuitStatus status() {
        return circuit.status(POLICY, now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static CircuitStatus closed(int failures) {
        return new CircuitStatus(CircuitState.CLOSED, Duration.ZERO, failures);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
