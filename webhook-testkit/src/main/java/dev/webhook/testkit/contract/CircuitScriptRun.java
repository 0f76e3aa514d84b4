package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitAdmission.Probe;
import dev.webhook.circuit.CircuitAdmission.Refused;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Takes the steps of a {@link CircuitScript} on one endpoint and checks every answer.
 *
 * <p>Not thread-safe.
 */
final class CircuitScriptRun {

    /** How much of a time may have passed on a server's clock between two steps. */
    private static final Duration TOLERANCE = Duration.ofSeconds(4);

    private final CircuitBreaker breaker;
    private final EndpointId endpoint;
    private final Consumer<Duration> advance;
    private final Map<String, Permit> permits = new HashMap<>();

    CircuitScriptRun(CircuitBreaker breaker, EndpointId endpoint, Consumer<Duration> advance) {
        this.breaker = breaker;
        this.endpoint = endpoint;
        this.advance = advance;
    }

    void take(JsonNode step) {
        String verb = step.fieldNames().next();
        JsonNode value = step.get(verb);
        switch (verb) {
            case "fail" -> attempts(value.intValue(), true, step);
            case "succeed" -> attempts(value.intValue(), false, step);
            case "admit" -> admit(value.textValue(), step);
            case "report" -> report(named(value), step.get("failure").booleanValue(), step);
            case "release" -> breaker.release(endpoint, named(value));
            case "open" -> breaker.open(Map.of(endpoint, Duration.ofSeconds(value.intValue())));
            case "reset" -> breaker.reset(endpoint);
            case "status" -> status(value.textValue(), step);
            case "advance" -> advance.accept(Duration.ofSeconds(value.intValue()));
            default -> throw new IllegalArgumentException("circuit.json: unknown step " + step);
        }
    }

    private void attempts(int count, boolean failure, JsonNode step) {
        for (int n = 1; n < count; n++) {
            assertThat(breaker.report(endpoint, admitted(step), failure))
                    .as("attempt %s of %s", n, step)
                    .isEqualTo(CircuitTransition.NONE);
        }
        report(admitted(step), failure, step);
    }

    private Permit admitted(JsonNode step) {
        CircuitAdmission admission = breaker.admit(endpoint);
        assertThat(answer(admission)).as("the admission within %s", step).isEqualTo("admitted");
        return (Permit) admission;
    }

    private void admit(String expected, JsonNode step) {
        CircuitAdmission admission = breaker.admit(endpoint);
        assertThat(answer(admission)).as("%s", step).isEqualTo(expected);
        if (admission instanceof Refused refused) {
            assertTime(refused.retryIn(), step.get("retry_in").intValue(), step);
        } else if (step.has("as")) {
            permits.put(step.get("as").textValue(), (Permit) admission);
        }
    }

    private static String answer(CircuitAdmission admission) {
        if (admission instanceof Refused) {
            return "refused";
        }
        return admission instanceof Probe ? "probe" : "admitted";
    }

    private void report(Permit permit, boolean failure, JsonNode step) {
        CircuitTransition transition = breaker.report(endpoint, permit, failure);
        assertThat(lowerCase(transition.kind()))
                .as("%s", step)
                .isEqualTo(step.path("then").asText("none"));
        assertThat(transition.openTime())
                .as("the open time after %s", step)
                .isEqualTo(Duration.ofSeconds(step.path("open_time").intValue()));
    }

    private void status(String expected, JsonNode step) {
        CircuitStatus status = breaker.status(endpoint);
        assertThat(lowerCase(status.state())).as("%s", step).isEqualTo(expected);
        assertThat(status.consecutiveFailures())
                .as("the failures in a row at %s", step)
                .isEqualTo(step.path("consecutive_failures").intValue());
        assertTime(status.remaining(), step.path("remaining").intValue(), step);
    }

    private static void assertTime(Duration actual, int seconds, JsonNode step) {
        Duration expected = Duration.ofSeconds(seconds);
        Duration least = expected.minus(TOLERANCE);
        assertThat(actual).as("the time of %s", step).isBetween(least.isNegative() ? Duration.ZERO : least, expected);
    }

    private Permit named(JsonNode name) {
        return Objects.requireNonNull(permits.get(name.textValue()), () -> "circuit.json: no permit named " + name);
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
