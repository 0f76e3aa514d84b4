package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitAdmission.Admitted;
import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitAdmission.Probe;
import dev.webhook.circuit.CircuitAdmission.Refused;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitState;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link CircuitBreaker} must do: the scripts of {@code circuit.json}, and what only many threads can show.
 *
 * <p>Not thread-safe; JUnit makes an instance for each test.
 */
public abstract class CircuitBreakerContract {

    private static final int THREADS = 64;

    /** For the adapters' tests. */
    protected CircuitBreakerContract() {}

    /** Returns a breaker that works by {@code policy} on the storage under test; asked for once in each test. */
    protected abstract CircuitBreaker breaker(CircuitPolicy policy);

    /** Lets {@code time} pass for the breaker that was made last. */
    protected abstract void advance(Duration time);

    /** Returns the id of an endpoint that no test has used; an adapter whose storage must know it, makes it known. */
    protected EndpointId endpoint() {
        return EndpointId.at(Instant.now());
    }

    static List<CircuitScript> scripts() {
        return CircuitScript.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void followsTheScript(CircuitScript script) {
        CircuitScriptRun run = new CircuitScriptRun(breaker(script.policy()), endpoint(), this::advance);

        script.steps().forEach(run::take);
    }

    @Test
    void circuitsOfDifferentEndpointsAreIndependent() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        EndpointId failing = endpoint();
        EndpointId healthy = endpoint();
        fail(breaker, healthy, 4);
        fail(breaker, failing, 5);

        assertThat(breaker.admit(failing)).isInstanceOf(Refused.class);
        assertThat(breaker.admit(healthy)).isInstanceOf(Admitted.class);
        breaker.reset(healthy);
        assertThat(breaker.status(failing).state()).isEqualTo(CircuitState.OPEN);
        assertThat(breaker.status(healthy).consecutiveFailures()).isZero();
    }

    @Test
    void manyThreadsThatAskAHalfOpenCircuitGetExactlyOneProbe() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        EndpointId endpoint = endpoint();
        fail(breaker, endpoint, 5);
        for (int round = 0; round < 3; round++) {
            advance(Duration.ofSeconds(125)); // past the open time, then past each lost probe's

            List<CircuitAdmission> answers = Crowd.run(THREADS, () -> breaker.admit(endpoint));

            assertThat(answers).hasSize(THREADS);
            assertThat(answers).filteredOn(Probe.class::isInstance).hasSize(1);
            assertThat(answers).filteredOn(Refused.class::isInstance).hasSize(THREADS - 1);
        }
    }

    @Test
    void manyThreadsThatReportFailuresOpenTheCircuitOnce() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        EndpointId endpoint = endpoint();
        List<Permit> permits = IntStream.range(0, THREADS)
                .mapToObj(n -> (Permit) breaker.admit(endpoint))
                .toList();

        List<CircuitTransition> transitions = Crowd.run(permits.stream()
                .map(permit -> (Callable<CircuitTransition>) () -> breaker.report(endpoint, permit, true))
                .toList());

        assertThat(transitions)
                .filteredOn(transition -> !transition.equals(CircuitTransition.NONE))
                .containsExactly(CircuitTransition.opened(Duration.ofSeconds(30)));
        assertThat(breaker.status(endpoint).consecutiveFailures()).isEqualTo(5);
    }

    @Test
    void noResultOfManyThreadsIsLost() {
        CircuitBreaker breaker = breaker(CircuitPolicy.builder()
                .consecutiveFailures(THREADS + 1)
                .minimumCalls(1_000)
                .build());
        EndpointId endpoint = endpoint();

        Crowd.run(THREADS, () -> breaker.report(endpoint, (Permit) breaker.admit(endpoint), true));

        assertThat(breaker.status(endpoint).consecutiveFailures()).isEqualTo(THREADS);
    }

    @Test
    void ofManyThreadsThatReportOneProbeOneClosesTheCircuit() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        EndpointId endpoint = endpoint();
        fail(breaker, endpoint, 5);
        advance(Duration.ofSeconds(31));
        Permit probe = (Permit) breaker.admit(endpoint);

        List<CircuitTransition> transitions = Crowd.run(THREADS, () -> breaker.report(endpoint, probe, false));

        assertThat(transitions)
                .filteredOn(transition -> !transition.equals(CircuitTransition.NONE))
                .containsExactly(CircuitTransition.CLOSED);
    }

    @Test
    void ofManyThatAskTogetherOneGetsTheProbe() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        EndpointId halfOpen = endpoint();
        EndpointId healthy = endpoint();
        fail(breaker, halfOpen, 5);
        advance(Duration.ofSeconds(31));

        List<CircuitAdmission> answers = breaker.admit(List.of(halfOpen, healthy, halfOpen, halfOpen));

        assertThat(answers)
                .extracting(answer -> answer.getClass().getSimpleName())
                .containsExactly("Probe", "Admitted", "Refused", "Refused");
        assertThat(breaker.admit(List.of())).isEmpty();
    }

    @Test
    void circuitsThatAreNotClosedAreCounted() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        long before = breaker.openCircuits();
        EndpointId recovering = endpoint();
        EndpointId resetOne = endpoint();
        fail(breaker, endpoint(), 4);
        fail(breaker, recovering, 5);
        fail(breaker, resetOne, 5);

        assertThat(breaker.openCircuits() - before).isEqualTo(2);
        breaker.reset(resetOne);
        assertThat(breaker.openCircuits() - before).isEqualTo(1);
        advance(Duration.ofSeconds(31));
        Permit probe = (Permit) breaker.admit(recovering);
        assertThat(breaker.openCircuits() - before).isEqualTo(1);
        breaker.report(recovering, probe, false);
        assertThat(breaker.openCircuits() - before).isZero();
    }

    @Test
    void anOpenCircuitThatIsForgottenIsNotCounted() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        fail(breaker, endpoint(), 5);
        assertThat(breaker.openCircuits()).isPositive();

        advance(CircuitPolicy.defaults().forgetTime().plusSeconds(31));

        assertThat(breaker.openCircuits()).isZero();
    }

    @Test
    void resultsThatAreReportedTogetherCountOneAfterTheOther() {
        CircuitBreaker breaker = breaker(CircuitPolicy.defaults());
        EndpointId failing = endpoint();
        EndpointId recovering = endpoint();
        List<CircuitReport> reports = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            reports.add(new CircuitReport(failing, (Permit) breaker.admit(failing), n > 0));
            reports.add(new CircuitReport(recovering, (Permit) breaker.admit(recovering), n != 3));
        }

        List<CircuitTransition> transitions = breaker.report(reports);

        assertThat(transitions).hasSize(12);
        assertThat(transitions.get(10)).isEqualTo(CircuitTransition.opened(Duration.ofSeconds(30)));
        assertThat(transitions).filteredOn(CircuitTransition.NONE::equals).hasSize(11);
        assertThat(breaker.status(recovering).consecutiveFailures()).isEqualTo(2);
        assertThat(breaker.report(List.of())).isEmpty();
    }

    private static void fail(CircuitBreaker breaker, EndpointId endpoint, int times) {
        for (int n = 0; n < times; n++) {
            breaker.report(endpoint, (Permit) breaker.admit(endpoint), true);
        }
    }
}
